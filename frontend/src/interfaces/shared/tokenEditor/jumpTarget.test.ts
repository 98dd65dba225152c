import { describe, expect, it } from "vitest";
import { jumpTarget } from "./jumpTarget";

const spans = [
  { from: 1, to: 2 },
  { from: 4, to: 4 },
  { from: 6, to: 9 },
];
const [first, second, third] = spans;

describe("jumpTarget", () => {
  it("is the next span in that direction", () => {
    expect(jumpTarget(spans, 1, 1)).toBe(second);
    expect(jumpTarget(spans, 6, -1)).toBe(second);
    expect(jumpTarget(spans, 3, 1)).toBe(second);
  });

  it("goes round at both ends", () => {
    expect(jumpTarget(spans, 6, 1)).toBe(first);
    expect(jumpTarget(spans, 1, -1)).toBe(third);
  });

  it("is the span at the start if it was not looked at, forwards only", () => {
    expect(jumpTarget(spans, 1, 1, first)).toBe(first);
    expect(jumpTarget(spans, 1, -1, first)).toBe(third);
  });

  it("comes by all spans, once each, from any of them", () => {
    for (const direction of [1, -1] as const) {
      let here = first!;
      const seen = spans.map(() => (here = jumpTarget(spans, here.from, direction)!));
      expect(new Set(seen).size).toBe(spans.length);
    }
  });

  it("is nothing without spans", () => expect(jumpTarget([], 0, 1)).toBeUndefined());
});

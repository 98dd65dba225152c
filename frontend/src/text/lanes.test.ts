import { describe, expect, it } from "vitest";
import { rangesOverlap, type TokenRange } from "./alignSpans";
import { assignLanes, compareRanges, spansByToken } from "./lanes";
import { random } from "./testTokens";

const range = (from: number, to: number): TokenRange => ({ from, to });

function randomRanges(seed: number): TokenRange[] {
  const next = random(seed);
  return Array.from({ length: 60 }, () => {
    const from = next(90);
    return range(from, from + next(12));
  }).sort(compareRanges);
}

describe("assignLanes", () => {
  it("puts longer spans that start together nearer to the text", () => {
    const spans = [range(2, 3), range(2, 8), range(0, 0)].sort(compareRanges);
    expect(spans).toEqual([range(0, 0), range(2, 8), range(2, 3)]);
    expect(assignLanes(spans)).toEqual([0, 0, 1]);
  });

  it("uses the lowest lane that is free again", () => {
    expect(assignLanes([range(0, 9), range(1, 2), range(3, 4), range(4, 6)])).toEqual([0, 1, 1, 2]);
    expect(assignLanes([range(0, 3), range(3, 5), range(4, 9)])).toEqual([0, 1, 0]);
  });

  it("keeps the order of the data for spans of the same range", () => {
    const same = [range(1, 2), range(1, 2), range(1, 2)];
    expect([...same].sort(compareRanges)).toEqual(same);
    expect(assignLanes(same)).toEqual([0, 1, 2]);
  });

  it.each([1, 2, 3, 4, 5])("never lets spans of a lane collide, and leaves no lane out (seed %i)", (seed) => {
    const spans = randomRanges(seed);
    const lanes = assignLanes(spans);
    spans.forEach((span, i) => {
      const before = spans.slice(0, i).filter((other) => rangesOverlap(span, other));
      const taken = new Set(before.map((other) => lanes[spans.indexOf(other)]));
      expect(taken.has(lanes[i])).toBe(false);
      for (let lane = 0; lane < (lanes[i] as number); lane += 1) expect(taken.has(lane)).toBe(true);
    });
  });
});

describe("spansByToken", () => {
  it.each([6, 7])("finds for each token what covers it (seed %i)", (seed) => {
    const spans = randomRanges(seed);
    const chunk = range(30, 59);
    spansByToken(chunk, spans).forEach((above, i) => {
      const position = 30 + i;
      expect(above).toEqual(spans.filter(({ from, to }) => from <= position && to >= position));
    });
  });
});

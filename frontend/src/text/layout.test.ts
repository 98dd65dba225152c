import { describe, expect, it } from "vitest";
import { makeCodePointText } from "./codePoints";
import { clipRange, makeChunks, makeSegments, splitAtSpans } from "./layout";
import { readSpans } from "./readSpans";
import { withoutOverlaps } from "./alignSpans";
import { random } from "./testTokens";

describe("makeChunks", () => {
  it("draws a span over a border whole, where it starts", () => {
    const span = { from: 8, to: 12 };
    expect(makeChunks(30, [span], 10)).toEqual([
      { id: 0, from: 0, to: 12, spans: [span] },
      { id: 1, from: 13, to: 19, spans: [] },
      { id: 2, from: 20, to: 29, spans: [] },
    ]);
  });

  it("leaves out chunks that a long span swallows", () => {
    expect(makeChunks(30, [{ from: 2, to: 29 }], 10).map((chunk) => chunk.id)).toEqual([0]);
  });

  it("changes only the chunk of an edit", () => {
    const before = makeChunks(1000, [], 100);
    const after = makeChunks(1000, [{ from: 450, to: 452 }], 100);
    const changed = after.filter((chunk, i) => JSON.stringify(chunk) !== JSON.stringify(before[i]));
    expect(changed.map((chunk) => chunk.id)).toEqual([4]);
  });

  it("draws every token once, in order, on random spans", () => {
    const next = random(9);
    for (let round = 0; round < 200; round += 1) {
      const count = next(60);
      const spans = Array.from({ length: next(8) }, () => {
        const from = next(Math.max(1, count));
        return { from, to: Math.min(count - 1, from + next(15)) };
      }).filter((span) => span.to >= span.from);
      const { visible } = withoutOverlaps(spans);
      const drawn = makeChunks(count, visible, 7).flatMap((chunk) =>
        makeSegments(chunk, chunk.spans).flatMap((segment) => {
          if (segment.kind === "token") return [segment.position];
          const { from, to } = segment.span;
          return Array.from({ length: to - from + 1 }, (_, i) => from + i);
        }),
      );
      expect(drawn).toEqual(Array.from({ length: count }, (_, i) => i));
    }
  });
});

describe("clipRange", () => {
  it("is the common part", () => {
    expect(clipRange({ from: 2, to: 9 }, { from: 5, to: 20 })).toEqual({ from: 5, to: 9 });
    expect(clipRange({ from: 2, to: 4 }, { from: 5, to: 20 })).toBeNull();
    expect(clipRange(null, { from: 5, to: 20 })).toBeNull();
  });
});

describe("readSpans and splitAtSpans", () => {
  const text = "😀 Uber in Silicon Valley";
  const index = makeCodePointText(text);

  it("cut a text without losing a character", () => {
    const { visible } = readSpans([{ start: 10, end: 24 }, { start: 2, end: 6 }], index.length);
    const parts = splitAtSpans((a, b) => index.slice(a, b), index.length, visible);
    expect(parts).toEqual([
      { text: "😀 ", span: null },
      { text: "Uber", span: 0 },
      { text: " in ", span: null },
      { text: "Silicon Valley", span: 1 },
    ]);
  });

  it("keep the longest of overlapping spans and sort out bad ones", () => {
    const long = { start: 10, end: 24 };
    const short = { start: 18, end: 24 };
    const bad = { start: 20, end: 99 };
    expect(readSpans([short, long, bad], index.length)).toEqual({ visible: [long], overlapping: [short], invalid: [bad] });
  });
});

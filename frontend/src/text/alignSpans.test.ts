import { describe, expect, it } from "vitest";
import type { Span, Token } from "../model/parts";
import { alignSpan, alignSpans, rangesOverlap, spanAt, withoutOverlaps, type TokenRange } from "./alignSpans";
import { makeSpan } from "./editSpans";
import { random, randomText, tokenize } from "./testTokens";

const tokens = tokenize("Ada 😀 met שלום cafe\u0301.");
//                       0   1  2   3    4         5

describe("alignSpan", () => {
  it.each<[string, Partial<Span>, TokenRange | null]>([
    ["offsets on token borders", { start: 0, end: 5 }, { from: 0, to: 1 }],
    ["text that runs from right to left", { start: 10, end: 14 }, { from: 3, to: 3 }],
    ["a combining mark at the end of a token", { start: 15, end: 20 }, { from: 4, to: 4 }],
    ["offsets inside of tokens", { start: 1, end: 3 }, null],
    ["a start behind the end", { start: 5, end: 4 }, null],
    ["nothing at all", { start: 4, end: 4 }, null],
    [
      "token ids where the offsets hit no border",
      { start: 1, end: 5, token_start: 0, token_end: 1 },
      { from: 0, to: 1 },
    ],
    ["offsets before token ids", { start: 0, end: 3, token_start: 2, token_end: 3 }, { from: 0, to: 0 }],
    ["ids of tokens that the offsets don't touch", { start: 1, end: 2, token_start: 3, token_end: 4 }, null],
    ["ids of tokens that aren't there", { start: 1, end: 2, token_start: 0, token_end: 99 }, null],
    ["ids in the wrong order", { start: 1, end: 2, token_start: 1, token_end: 0 }, null],
  ])("reads %s", (_, span, expected) => {
    expect(alignSpan(span as Span, tokens)).toEqual(expected);
  });

  it("finds tokens by their ids, not by where they stand", () => {
    const sliced = tokens.slice(2).map((token) => ({ ...token }));
    expect(alignSpan({ start: 7, end: 9, token_start: 2, token_end: 3 } as Span, sliced)).toEqual({ from: 0, to: 1 });
  });

  it("means the token with characters where an empty one shares its border", () => {
    const withEmpty: Token[] = [
      { text: "", start: 0, end: 0, id: 0 },
      { text: "ab", start: 0, end: 2, id: 1 },
      { text: "", start: 2, end: 2, id: 2 },
    ];
    expect(alignSpan({ start: 0, end: 2, label: "A" }, withEmpty)).toEqual({ from: 1, to: 1 });
  });

  it("finds every span again that was made of tokens, in texts of all kinds", () => {
    const next = random(5);
    for (let round = 0; round < 200; round += 1) {
      const all = tokenize(randomText(next, 1 + next(30)));
      if (all.length === 0) continue;
      const from = next(all.length);
      const to = from + next(all.length - from);
      expect(alignSpan(makeSpan({ from, to }, all, "A"), all)).toEqual({ from, to });
    }
  });
});

describe("alignSpans", () => {
  const span = (from: number, to: number) => makeSpan({ from, to }, tokens, "A");

  it("sorts by start, longer first, and keeps what is off the borders", () => {
    const off: Span = { start: 1, end: 2, label: "A" };
    const { aligned, unaligned } = alignSpans([span(2, 2), off, span(0, 1), span(0, 3)], tokens);
    expect(aligned.map(({ from, to }) => [from, to])).toEqual([
      [0, 3],
      [0, 1],
      [2, 2],
    ]);
    expect(unaligned).toEqual([off]);
  });

  it("looks again when a script has added a span to the list itself", () => {
    const spans = [span(0, 0)];
    expect(alignSpans(spans, tokens).aligned).toHaveLength(1);
    expect(alignSpans(spans, tokens)).toBe(alignSpans(spans, tokens));
    spans.push(span(2, 2));
    expect(alignSpans(spans, tokens).aligned).toHaveLength(2);
  });
});

describe("withoutOverlaps", () => {
  it("hides shorter spans, and of equally long ones the later", () => {
    const [a, b, c] = [
      { from: 0, to: 1 },
      { from: 1, to: 4 },
      { from: 4, to: 5 },
    ];
    expect(withoutOverlaps([a, b, c])).toEqual({ visible: [b], hidden: [a, c] });
    const [x, y] = [
      { from: 0, to: 2 },
      { from: 2, to: 4 },
    ];
    expect(withoutOverlaps([x, y])).toEqual({ visible: [x], hidden: [y] });
  });

  it.each([1, 2, 3])("shows spans that don't overlap and hides only those that would (seed %i)", (seed) => {
    const next = random(seed);
    for (let round = 0; round < 100; round += 1) {
      const spans = Array.from({ length: next(25) }, () => {
        const from = next(40);
        return { from, to: from + next(8) };
      }).sort((a, b) => a.from - b.from || b.to - a.to);
      const { visible, hidden } = withoutOverlaps(spans);
      expect([...visible, ...hidden]).toHaveLength(spans.length);
      visible.forEach((one, i) => i > 0 && expect(visible[i - 1]!.to).toBeLessThan(one.from));
      for (const one of hidden) {
        const rival = visible.filter((other) => rangesOverlap(one, other));
        expect(rival.some((other) => other.to - other.from >= one.to - one.from)).toBe(true);
      }
      for (let position = 0; position < 50; position += 1) {
        const expected = visible.find(({ from, to }) => from <= position && position <= to);
        expect(spanAt(visible, position)).toBe(expected);
      }
    }
  });
});

import { describe, expect, it } from "vitest";
import { rangesOverlap, type TokenRange } from "./alignSpans";
import { makeSpan } from "./editSpans";
import { applyToIdentical, findIdentical, freeIdentical } from "./identical";
import { random, tokenize } from "./testTokens";

const tokens = tokenize("Ada met Ada Ada and ada");
//                       0   1   2   3   4   5

describe("findIdentical", () => {
  it("finds the same words elsewhere, in the same case, without the range itself", () => {
    expect(findIdentical(tokens, { from: 0, to: 0 })).toEqual([
      { from: 2, to: 2 },
      { from: 3, to: 3 },
    ]);
    expect(findIdentical(tokens, { from: 5, to: 5 })).toEqual([]);
  });

  it("finds mentions of several words that neither touch the range nor each other", () => {
    const repeated = tokenize("a b a b a b a");
    expect(findIdentical(repeated, { from: 0, to: 2 })).toEqual([{ from: 4, to: 6 }]);
  });

  it("passes over disabled tokens", () => {
    const all = tokens.map((token, i) => (i === 2 ? { ...token, disabled: true } : token));
    expect(findIdentical(all, { from: 0, to: 0 })).toEqual([{ from: 3, to: 3 }]);
  });

  it.each([1, 2, 3])("agrees with reading the text from its start (seed %i)", (seed) => {
    const next = random(seed);
    for (let round = 0; round < 80; round += 1) {
      const words = tokenize(Array.from({ length: 2 + next(30) }, () => "ab"[next(2)]).join(" "));
      const from = next(words.length);
      const range = { from, to: Math.min(words.length - 1, from + next(3)) };
      const text = (at: number) => words.slice(at, at + range.to - range.from + 1).map((word) => word.text);
      const expected: TokenRange[] = [];
      for (let at = 0; at + range.to - range.from < words.length; at += 1) {
        const found = { from: at, to: at + range.to - range.from };
        const last = expected.at(-1);
        if (rangesOverlap(found, range) || (last && rangesOverlap(found, last))) continue;
        if (text(at).join(" ") === text(range.from).join(" ")) expected.push(found);
      }
      expect(findIdentical(words, range)).toEqual(expected);
    }
  });
});

describe("applyToIdentical", () => {
  it("leaves alone what carries a span already", () => {
    const spans = [makeSpan({ from: 0, to: 0 }, tokens, "A"), makeSpan({ from: 3, to: 4 }, tokens, "B")];
    expect(freeIdentical(spans, tokens, { from: 0, to: 0 })).toEqual([{ from: 2, to: 2 }]);
    const edit = applyToIdentical(spans, tokens, { from: 0, to: 0 }, "A");
    expect(edit?.count).toBe(1);
    expect(edit?.spans.map(({ token_start, label }) => [token_start, label])).toEqual([
      [0, "A"],
      [2, "A"],
      [3, "B"],
    ]);
    expect(spans).toHaveLength(2);
  });

  it("changes nothing when done a second time", () => {
    const once = applyToIdentical(undefined, tokens, { from: 0, to: 0 }, "A");
    expect(applyToIdentical(once!.spans, tokens, { from: 0, to: 0 }, "A")).toBeNull();
  });
});

/** Offsets of Python and of JavaScript, there and back, in the texts that tell them apart. */
import { describe, expect, it } from "vitest";
import { makeCodePointText } from "./codePoints";
import { snapToTokens, stepToken, trimRange } from "./selection";
import { random, randomText, tokenize } from "./testTokens";
import { isSelectableToken, splitTokens } from "./tokens";

const RULES = { allowNewlines: false };
const TEXTS = [
  "plain words",
  "😀 a 👩‍👩‍👧 family 🇩🇪 flag",
  "cafe\u0301 nai\u0308ve a\u0301\u0302b",
  "שלום עולם مرحبا بالعالم",
  "𝒳 \ud800 lone \udc00 halves",
  "中文 字 𠮷野家",
  "a\u200db zero\u200bwidth \u00a0 space",
];

describe.each(TEXTS)("offsets in %j", (text) => {
  const index = makeCodePointText(text);

  it("lead there and back from every code point", () => {
    for (let offset = 0; offset <= index.length; offset += 1) {
      expect(index.fromUtf16(index.toUtf16(offset))).toBe(offset);
    }
    expect(index.toUtf16(index.length)).toBe(text.length);
  });

  it("never grow backwards, and stay in the text", () => {
    let last = 0;
    for (let at = 0; at <= text.length; at += 1) {
      const offset = index.fromUtf16(at);
      expect(offset).toBeGreaterThanOrEqual(last);
      expect(index.toUtf16(offset)).toBeLessThanOrEqual(at);
      last = offset;
    }
  });

  it("put any two pieces together to the whole", () => {
    for (let at = 0; at <= index.length; at += 1) expect(index.slice(0, at) + index.slice(at)).toBe(text);
  });

  it("are those of the tokens that the text is split into", () => {
    for (const token of splitTokens(text)) expect(index.slice(token.start, token.end)).toBe(token.text);
  });
});

describe.each([1, 2, 3])("random texts (seed %i)", (seed) => {
  const next = random(seed);
  const samples = Array.from({ length: 60 }, () => tokenize(randomText(next, 1 + next(30)))).filter((t) => t.length);

  it("snap from the characters of tokens to these tokens", () => {
    for (const tokens of samples) {
      const from = next(tokens.length);
      const to = from + next(tokens.length - from);
      expect(snapToTokens(tokens[from]!.start, tokens[to]!.end, tokens)).toEqual({ from, to });
    }
  });

  it("trim to tokens that a span may start and end on, and no further", () => {
    for (const tokens of samples) {
      const from = next(tokens.length);
      const range = { from, to: from + next(tokens.length - from) };
      const trimmed = trimRange(range, tokens, RULES);
      const free = tokens.map((token) => isSelectableToken(token, RULES));
      const first = free.indexOf(true, range.from);
      const last = free.lastIndexOf(true, range.to);
      expect(trimmed).toEqual(first >= 0 && first <= last ? { from: first, to: last } : null);
      if (trimmed) expect(trimRange(trimmed, tokens, RULES)).toEqual(trimmed);
    }
  });

  it("lead the keyboard to every word and back", () => {
    for (const tokens of samples) {
      const stops = tokens.flatMap((token, i) => (isSelectableToken(token, RULES) ? [i] : []));
      if (stops.length === 0) continue;
      const walk = (start: number, step: 1 | -1) => {
        const seen = [start];
        for (
          let at = stepToken(start, step, tokens, RULES);
          at !== seen.at(-1);
          at = stepToken(at, step, tokens, RULES)
        )
          seen.push(at);
        return seen;
      };
      expect(walk(stops[0]!, 1)).toEqual(stops);
      expect(walk(stops.at(-1)!, -1)).toEqual([...stops].reverse());
    }
  });
});

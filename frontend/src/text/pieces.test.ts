import { describe, expect, it } from "vitest";
import { makeCodePointText } from "./codePoints";
import { graphemes, textPieces } from "./pieces";
import { random, randomText } from "./testTokens";

const textOf = (text: string, spans: { start: number; end: number }[]) => {
  const { tokens, gaps, aligned } = textPieces(text, spans);
  const whole = tokens.map((token, i) => token.text + gaps[i]).join("");
  const words = aligned.map(({ from, to }) =>
    tokens
      .slice(from, to + 1)
      .map((token, i) => token.text + (from + i < to ? gaps[from + i] : ""))
      .join(""),
  );
  return { whole, words, tokens };
};

describe("textPieces", () => {
  it("cuts words where spans begin and end", () => {
    const { words, tokens } = textOf("Uber’s Lesson", [
      { start: 0, end: 4 },
      { start: 2, end: 9 },
    ]);
    expect(tokens.map(({ text }) => text)).toEqual(["Ub", "er", "’s", "Le", "sson"]);
    expect(words).toEqual(["Uber", "er’s Le"]);
  });

  it("counts emoji like Python", () => {
    expect(textOf("🎉🎉 Uber is here", [{ start: 3, end: 7 }]).words).toEqual(["Uber"]);
  });

  it("lets lines break inside of scripts without spaces and of long words", () => {
    expect(textOf("硅谷的", []).tokens).toHaveLength(3);
    expect(textOf("x".repeat(30), []).tokens).toHaveLength(30);
    expect(textOf("word", []).tokens).toHaveLength(1);
  });

  it("names spans that the text doesn't have, and leaves out those over nothing but spaces", () => {
    const spans = [
      { start: 3, end: 3 },
      { start: 0, end: 99 },
      { start: -1, end: 2 },
      { start: 1, end: 2 },
    ];
    const { invalid, aligned } = textPieces("a b", spans);
    expect(invalid).toEqual(spans.slice(0, 3));
    expect(aligned).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6])("adds up to the text, and each span to its part (seed %i)", (seed) => {
    const next = random(seed);
    const text = randomText(next, 40);
    const index = makeCodePointText(text);
    const spans = Array.from({ length: 8 }, () => {
      const start = next(index.length);
      return { start, end: start + 1 + next(index.length - start) };
    });
    const pieces = textPieces(text, spans);
    const { whole, words } = textOf(text, spans);
    expect(whole).toBe(text);
    expect(words.map((word) => word.trim())).toEqual(
      pieces.aligned.map(({ span }) => index.slice(span.start, span.end).trim()),
    );
  });
});

describe("graphemes", () => {
  it("keeps together what is one character to the eye", () => {
    expect(graphemes("e\u0301👩‍👩‍👧a")).toEqual(["e\u0301", "👩‍👩‍👧", "a"]);
  });
});

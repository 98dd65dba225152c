import { describe, expect, it } from "vitest";
import { makeCodePointText } from "./codePoints";
import { clipRange, splitAtSpans } from "./layout";
import { readSpans } from "./readSpans";

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
    const { visible } = readSpans(
      [
        { start: 10, end: 24 },
        { start: 2, end: 6 },
      ],
      index.length,
    );
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
    expect(readSpans([short, long, bad], index.length)).toEqual({
      visible: [long],
      overlapping: [short],
      invalid: [bad],
    });
  });
});

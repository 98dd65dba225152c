import { describe, expect, it } from "vitest";
import { countCodePoints, makeCodePointText } from "./codePoints";
import { random, randomText } from "./testTokens";

describe("makeCodePointText", () => {
  it.each([
    ["plain", "Uber’s Lesson", 7, 13, "Lesson"],
    ["emoji before the span", "😀😀 Uber", 3, 7, "Uber"],
    ["emoji of several code points", "👩‍👩‍👧 Uber", 6, 10, "Uber"],
    ["flag", "🇩🇪 Bonn", 3, 7, "Bonn"],
    ["combining mark counts on its own", "cafe\u0301 Bonn", 6, 10, "Bonn"],
    ["lone surrogate", "\ud800x Bonn", 3, 7, "Bonn"],
    ["right to left", "שלום 😀 עולם", 7, 11, "עולם"],
  ])("cuts by code points: %s", (_name, text, start, end, expected) => {
    expect(makeCodePointText(text).slice(start, end)).toBe(expected);
  });

  it("clamps offsets outside the text", () => {
    for (const text of ["abc", "😀bc"]) {
      expect(makeCodePointText(text).slice(1, 99)).toBe("bc");
      expect(makeCodePointText(text).slice(-5, 1)).toBe(text.slice(0, -2));
      expect(makeCodePointText(text).slice(2, 1)).toBe("");
    }
  });

  it("puts an offset inside a surrogate pair at the pair's start", () => {
    expect(makeCodePointText("a😀b").fromUtf16(2)).toBe(1);
  });

  it("agrees with the code points of the language on random texts", () => {
    const next = random(7);
    for (let round = 0; round < 300; round += 1) {
      const text = randomText(next, next(40));
      const points = Array.from(text);
      const index = makeCodePointText(text);
      const start = next(points.length + 1);
      const end = start + next(points.length - start + 1);
      expect(index.length).toBe(points.length);
      expect(countCodePoints(text)).toBe(points.length);
      expect(index.slice(start, end)).toBe(points.slice(start, end).join(""));
      expect(index.fromUtf16(index.toUtf16(start))).toBe(start);
    }
  });
});

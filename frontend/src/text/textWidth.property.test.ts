import fc from "../testing/fc";
import { describe, expect, it } from "vitest";
import { textWidth } from "./textWidth";

const text = fc.string({ unit: "grapheme" });

describe("the width of a text", () => {
  it("is the sum of its parts, and never less than nothing", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(textWidth(a + b)).toBeCloseTo(textWidth(a) + textWidth(b));
        expect(textWidth(a)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("is at most one em for each character", () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(textWidth(one)).toBeLessThanOrEqual(Array.from(one).length);
      }),
    );
  });

  it("is the same for an accent, however it is written", () => {
    for (const letter of "éüñåč") expect(textWidth(letter.normalize("NFD"))).toBe(textWidth(letter));
  });

  it("gives scripts without narrow letters their room", () => {
    for (const wide of ["漢", "か", "한", "😀", "Ａ"]) expect(textWidth(wide)).toBe(1);
    expect(textWidth(" ")).toBeLessThan(textWidth("i"));
  });
});

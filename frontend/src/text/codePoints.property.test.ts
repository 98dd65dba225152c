/** Offsets count code points, as Python does: for texts that nobody thinks of. */
import fc from "../testing/fc";
import { describe, expect, it } from "vitest";
import { countCodePoints, makeCodePointText } from "./codePoints";

/** All kinds of characters: plain ones, clusters of several code points, halves of pairs. */
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.constantFrom("a", "😀", "e\u0301", "\ud83d", "\ude00", "🇩🇪", "\n", "ש"), { maxLength: 30 })
    .map((parts) => parts.join("")),
);
const textAndOffsets = fc.tuple(anyText, fc.integer({ min: -3, max: 60 }), fc.integer({ min: -3, max: 60 }));
const clamp = (offset: number, length: number) => Math.max(0, Math.min(offset, length));

describe("texts by code points", () => {
  it("are as long as the list of their characters", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(countCodePoints(text)).toBe(Array.from(text).length);
        expect(makeCodePointText(text).length).toBe(Array.from(text).length);
      }),
    );
  });

  it("are cut like that list, also outside of the text", () => {
    fc.assert(
      fc.property(textAndOffsets, ([text, start, end]) => {
        const characters = Array.from(text);
        const expected = characters.slice(clamp(start, characters.length), clamp(end, characters.length)).join("");
        expect(makeCodePointText(text).slice(start, end)).toBe(expected);
      }),
    );
  });

  it("are put together again from any two parts", () => {
    fc.assert(
      fc.property(textAndOffsets, ([text, at]) => {
        const points = makeCodePointText(text);
        expect(points.slice(0, at) + points.slice(at)).toBe(text);
      }),
    );
  });

  it("lead to UTF-16 and back", () => {
    fc.assert(
      fc.property(textAndOffsets, ([text, at]) => {
        const points = makeCodePointText(text);
        expect(points.fromUtf16(points.toUtf16(at))).toBe(clamp(at, points.length));
      }),
    );
  });

  it("never cut a pair: inside of one, its start counts", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const points = makeCodePointText(text);
        for (let unit = 0; unit <= text.length; unit += 1) {
          const before = points.toUtf16(points.fromUtf16(unit));
          expect(unit - before).toBeLessThanOrEqual(1);
          expect(before).toBeLessThanOrEqual(unit);
        }
      }),
    );
  });
});

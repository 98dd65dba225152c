import fc from "../testing/fc";
import { describe, expect, it } from "vitest";
import { rangesOverlap, withoutOverlaps } from "./alignSpans";
import { assignLanes, compareRanges, spansByToken } from "./lanes";

const ranges = fc
  .array(fc.tuple(fc.nat(20), fc.nat(6)), { maxLength: 25 })
  .map((pairs) => pairs.map(([from, length]) => ({ from, to: from + length })).sort(compareRanges));
const TOKENS = 27;

describe("lanes", () => {
  it("never hold two spans over the same token, and are as few as can be", () => {
    fc.assert(
      fc.property(ranges, (spans) => {
        const lanes = assignLanes(spans);
        spans.forEach((span, i) => {
          for (let other = 0; other < i; other += 1) {
            if (rangesOverlap(span, spans[other]!)) expect(lanes[other]).not.toBe(lanes[i]);
          }
        });
        const depths = spansByToken({ from: 0, to: TOKENS }, spans).map(({ length }) => length);
        expect(Math.max(0, ...lanes.map((lane) => lane + 1))).toBe(Math.max(0, ...depths));
      }),
    );
  });

  it("know the spans over each token, in any part of the text", () => {
    fc.assert(
      fc.property(ranges, fc.nat(15), fc.nat(10), (spans, from, length) => {
        const chunk = { from, to: from + length };
        const found = spansByToken(chunk, spans);
        expect(found).toHaveLength(length + 1);
        found.forEach((here, i) =>
          expect(here).toEqual(spans.filter((span) => span.from <= from + i && span.to >= from + i)),
        );
      }),
    );
  });
});

describe("withoutOverlaps", () => {
  it("shows or hides each span, shows none over another, and hides none that had room", () => {
    fc.assert(
      fc.property(ranges, (spans) => {
        const { visible, hidden } = withoutOverlaps(spans);
        expect(new Set([...visible, ...hidden])).toEqual(new Set(spans));
        expect(visible.length + hidden.length).toBe(spans.length);
        visible.forEach((span, i) => i > 0 && expect(span.from).toBeGreaterThan(visible[i - 1]!.to));
        for (const span of hidden) {
          const rivals = visible.filter((other) => rangesOverlap(other, span));
          expect(rivals.some(({ from, to }) => to - from >= span.to - span.from)).toBe(true);
        }
      }),
    );
  });
});

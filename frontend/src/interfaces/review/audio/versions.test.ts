import { describe, expect, it } from "vitest";
import type { AudioSpan } from "../../shared/audio/regions";
import { agreementOf, hasSame, nextDifference, takeRegion, trackRegions, usable } from "./versions";

const span = (start: number, end: number, label = "A"): AudioSpan => ({ start, end, label });

describe("agreement", () => {
  it.each([
    [[], [], 1],
    [[span(0, 4)], [], 0],
    [[span(0, 4)], [span(0, 4)], 1],
    [[span(0, 4)], [span(0, 4, "B")], 0],
    [[span(0, 2), span(2, 4)], [span(0, 4)], 1],
    [[span(0, 4)], [span(2, 6)], 1 / 3],
    // Three of four seconds of A, and one of one of B.
    [[span(0, 4), span(8, 9, "B")], [span(0, 3), span(8, 9, "B")], 4 / 5],
  ])("of %j and %j is %d", (a, b, ratio) => {
    expect(agreementOf(a, b)).toBeCloseTo(ratio);
    expect(agreementOf(b, a)).toBeCloseTo(ratio);
  });
});

describe("regions of versions", () => {
  it("are those with times in order", () => {
    expect(usable([span(0, 1), null, 3, { start: "0", end: 1 }, span(2, 1), { start: NaN, end: 2 }])).toEqual([
      span(0, 1),
    ]);
    expect(usable(undefined)).toEqual([]);
  });

  it("know whether the annotation has them", () => {
    const tracks = trackRegions([span(0, 4), span(5, 6)], [span(0, 4.01), span(5, 6, "B")], 1);
    expect(tracks.map(({ key, isShared }) => [key, isShared])).toEqual([
      ["1-0", true],
      ["1-1", false],
    ]);
    expect(hasSame([], span(0, 1))).toBe(false);
  });

  it("take the place of what is like them, or are added", () => {
    const [a, b] = [span(0, 4), span(6, 8)];
    expect(takeRegion([a, b], span(1, 5))).toEqual([span(1, 5), b]);
    expect(takeRegion([a, b], span(1, 5, "B"))).toEqual([a, b, span(1, 5, "B")]);
    expect(takeRegion([a, b], span(3.9, 5))).toEqual([a, b, span(3.9, 5)]);
    expect(takeRegion(undefined, a)).toEqual([a]);
    expect(takeRegion([span(9, 2)], a)).toEqual([span(9, 2), a]);
  });
});

describe("the next difference", () => {
  const region = (key: string, start: number, isShared = false) => ({ key, start, isShared });
  const list = [region("0-0", 1), region("0-1", 5, true), region("1-0", 3), region("1-1", 9)];
  const keys = (by: 1 | -1, from: (typeof list)[number] | null) => nextDifference(list, from, by)?.key;

  it("goes by time over what the annotation has", () => {
    expect([keys(1, null), keys(1, list[0]!), keys(1, list[2]!), keys(1, list[3]!)]).toEqual([
      "0-0",
      "1-0",
      "1-1",
      "0-0",
    ]);
    expect([keys(-1, null), keys(-1, list[0]!), keys(-1, list[2]!)]).toEqual(["1-1", "1-1", "0-0"]);
  });
  it("goes on from one that was taken over", () => {
    expect(keys(1, { ...list[1]! })).toBe("1-1");
    expect(keys(-1, { ...list[1]! })).toBe("1-0");
  });
  it("is nothing when all agree", () => {
    expect(nextDifference([region("0-0", 1, true)], null, 1)).toBeUndefined();
  });
});

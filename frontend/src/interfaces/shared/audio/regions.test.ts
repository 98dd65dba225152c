import { describe, expect, it } from "vitest";
import { resolveTheme } from "../../../theme";
import {
  addRegion,
  editRegion,
  faultOf,
  fitRange,
  moveEdge,
  nextRegion,
  overlapRatio,
  readRegions,
  regionColor,
  removeRegion,
  shiftRange,
  translucent,
  type AudioSpan,
} from "./regions";

const THEME = resolveTheme({});
const LABELS = ["SPEECH", "MUSIC"];
const SCENE = { duration: 10, labels: LABELS, theme: THEME };
const A: AudioSpan = { start: 1, end: 2, label: "SPEECH", id: "a", color: "rgba(255,215,0,0.2)" };
const B: AudioSpan = { start: 4, end: 6, label: "MUSIC", speaker: "Ada" };
const read = (spans: unknown, duration = 10) => readRegions(spans as AudioSpan[], duration, LABELS, THEME);

describe("reading", () => {
  it("sorts by start and remembers the place in the data", () => {
    const { regions } = read([B, A]);
    expect(regions.map(({ start, index, label }) => [start, index, label])).toEqual([
      [1, 1, "SPEECH"],
      [4, 0, "MUSIC"],
    ]);
  });

  it("gives keys that last, and one of its own to a repeated id", () => {
    const twin = { ...A, start: 7, end: 8 };
    const [first, second] = [read([A, twin, B]), read([A, twin, B])];
    expect(first.regions.map(({ key }) => key)).toEqual(second.regions.map(({ key }) => key));
    expect(new Set(first.regions.map(({ key }) => key)).size).toBe(3);
    expect(first.regions[0]?.key).toBe("a");
  });

  it.each([
    [{ start: 3, end: 2 }, "order"],
    [{ start: 3, end: 3 }, "order"],
    [{ start: -1, end: 2 }, "number"],
    [{ start: NaN, end: 2 }, "number"],
    [{ start: "1", end: 2 }, "number"],
    [{ start: 1, end: null }, "number"],
    [{ start: 10, end: 12 }, "outside"],
    [{ start: 9, end: 12 }, null],
  ])("finds what is wrong with %j", (span, fault) => {
    expect(faultOf(span as AudioSpan, 10)).toBe(fault);
    const { regions, faulty } = read([span]);
    expect([regions.length, faulty.length]).toEqual(fault ? [0, 1] : [1, 0]);
  });

  it("draws to the end of the recording, and counts what is cut", () => {
    const model = read([
      { start: 9, end: 12, label: "SPEECH" },
      { start: 9, end: 10.05, label: "SPEECH" },
    ]);
    expect(model.regions.map(({ end }) => end)).toEqual([10, 10]);
    expect(model.cutCount).toBe(1);
  });

  it("takes colours from the region, the theme, the palette", () => {
    const theme = resolveTheme({ custom_theme: { labels: { MUSIC: "#102030" } } });
    const { regions } = readRegions([{ ...A, color: "red" }, B, { start: 7, end: 8, label: "NEW" }], 10, LABELS, theme);
    expect(regions[1]).toMatchObject({ color: "rgb(16, 32, 48)", fill: "rgba(16,32,48,0.2)" });
    // The third label of the palette: it comes behind those on offer.
    expect(regions[2]?.fill).toBe("rgba(255,0,255,0.2)");
  });

  it.each([[undefined], [null], ["x"], [[]]])("finds nothing in %j", (spans) => {
    expect(read(spans).regions).toEqual([]);
  });
});

describe("edits", () => {
  it("add a region with everything that is stored", () => {
    const added = addRegion([A], 3.00004, 2.5, "MUSIC", SCENE);
    expect(added?.spans[0]).toBe(A);
    expect(added?.span).toEqual({
      start: 2.5,
      end: 3,
      label: "MUSIC",
      id: expect.stringMatching(/^region_\w+$/),
      color: "rgba(0,255,255,0.2)",
    });
    expect(Object.keys(added?.span ?? {})).toEqual(["start", "end", "label", "id", "color"]);
  });

  it("add nothing that has no length", () => {
    expect(addRegion(undefined, 3, 3, "MUSIC", SCENE)).toBeNull();
    expect(addRegion(undefined, 12, 15, "MUSIC", SCENE)).toBeNull();
    expect(fitRange(NaN, 3, 10)).toBeNull();
    expect(fitRange(-5, 30, 10)).toEqual({ start: 0, end: 10 });
    expect(fitRange(1, 2, 0)).toBeNull();
  });

  it("keep unknown keys and the other regions, and write id and colour", () => {
    const { regions } = read([A, B]);
    const next = editRegion([A, B], regions[1]!, { end: 7 }, SCENE);
    expect(next[0]).toBe(A);
    expect(next[1]).toEqual({ ...B, end: 7, id: regions[1]!.key, color: "rgba(0,255,255,0.2)" });
    expect(read(next).regions[1]?.key).toBe(regions[1]!.key);
  });

  it("give a region the colour of its new label, but keep a colour of its own", () => {
    const [region] = read([A]).regions;
    expect(editRegion([A], region!, { label: "MUSIC" }, SCENE)[0]?.color).toBe("rgba(0,255,255,0.2)");
    expect(editRegion([A], region!, { start: 0.5 }, SCENE)[0]?.color).toBe(A.color);
    expect(editRegion([A], region!, { label: "MUSIC", color: "red" }, SCENE)[0]?.color).toBe("red");
  });

  it("accept a suggestion by any change", () => {
    const span = { ...A, suggested: true };
    expect(editRegion([span], read([span]).regions[0]!, {}, SCENE)).toEqual([A]);
  });

  it("remove one", () => {
    expect(removeRegion([A, B], { index: 0 })).toEqual([B]);
  });

  it.each([
    [2, { start: 3, end: 4 }],
    [-5, { start: 0, end: 1 }],
    [50, { start: 9, end: 10 }],
  ])("shift by %d within the recording, as long as before", (by, range) => {
    expect(shiftRange({ start: 1, end: 2 }, by, 10)).toEqual(range);
  });

  it("move a border, never over the other one", () => {
    expect(moveEdge(B, "start", 5, 10)).toEqual({ start: 5, end: 6 });
    expect(moveEdge(B, "start", 9, 10)).toEqual({ start: 5.999, end: 6 });
    expect(moveEdge(B, "start", -1, 10)).toEqual({ start: 0, end: 6 });
    expect(moveEdge(B, "end", 0, 10)).toEqual({ start: 4, end: 4.001 });
    expect(moveEdge(B, "end", 99, 10)).toEqual({ start: 4, end: 10 });
  });

  it("never end behind an end that has more places than are written", () => {
    expect(fitRange(1, 99, 9.99996)?.end).toBeLessThanOrEqual(9.99996);
  });
});

describe("finding", () => {
  const { regions } = read([A, B]);
  it("goes from region to region, and round", () => {
    expect(nextRegion(regions, regions[0], 0, 1)).toBe(regions[1]);
    expect(nextRegion(regions, regions[1], 0, 1)).toBe(regions[0]);
    expect(nextRegion(regions, regions[0], 0, -1)).toBe(regions[1]);
  });
  it("begins at the cursor", () => {
    expect(nextRegion(regions, undefined, 3, 1)).toBe(regions[1]);
    expect(nextRegion(regions, undefined, 3, -1)).toBe(regions[0]);
    expect(nextRegion(regions, undefined, 9, 1)).toBe(regions[0]);
    expect(nextRegion([], undefined, 9, 1)).toBeUndefined();
  });
});

describe("overlap", () => {
  it.each([
    [[], [], 1],
    [[[0, 4]], [], 0],
    [[[0, 4]], [[0, 4]], 1],
    [[[0, 4]], [[2, 6]], 1 / 3],
    [
      [
        [0, 2],
        [2, 4],
      ],
      [[0, 4]],
      1,
    ],
    [
      [
        [0, 3],
        [1, 4],
      ],
      [[0, 4]],
      1,
    ],
  ])("of %j and %j is %d", (a, b, ratio) => {
    const list = (pairs: number[][]) => pairs.map(([start, end]) => ({ start: start as number, end: end as number }));
    expect(overlapRatio(list(a), list(b))).toBeCloseTo(ratio);
    expect(overlapRatio(list(b), list(a))).toBeCloseTo(ratio);
  });
});

describe("colours", () => {
  it("are written like those of the palette", () => {
    expect(regionColor("SPEECH", LABELS, [], THEME)).toBe("rgba(255,215,0,0.2)");
    expect(translucent("no colour")).toBe("no colour");
  });
});

import { describe, expect, it } from "vitest";
import { random } from "../text/testTokens";
import { missingSize, spaceOf } from "./readTask";
import { rectOf } from "./shapes";
import { imagePoint } from "./points";
import { isStoredAs, readShape, storedBox, storeShape } from "./stored";

/** The rectangle of the documentation. */
const KNOWN = {
  x: 47.5,
  y: 171.4,
  width: 109.1,
  height: 67.4,
  points: [
    [47.5, 171.4],
    [47.5, 238.8],
    [156.6, 238.8],
    [156.6, 171.4],
  ],
  center: [102.05, 205.1],
  label: "SKATEBOARD",
};
const CORNERS = [
  [1, 2],
  [1, 6],
  [4, 6],
  [4, 2],
];
const TRIANGLE = [
  [0, 0],
  [10, 0],
  [0, 10],
];

describe("storing", () => {
  it("writes the documented rectangle", () => {
    const { x, y, width, height } = KNOWN;
    expect(storeShape(rectOf({ x, y, width, height }), { label: "SKATEBOARD" })).toEqual(KNOWN);
  });

  it.each([1, 2])("rounds so that all keys tell the same story (seed %i)", (seed) => {
    const next = random(seed);
    for (let i = 0; i < 200; i++) {
      const box = storedBox({
        x: next(1e6) / 977,
        y: next(1e6) / 977,
        width: 1 + next(1e6) / 977,
        height: 1 + next(1e6) / 977,
      });
      const [[left, top], [, bottom], [right]] = box.points as [[number, number], [number, number], [number, number]];
      expect([left, top]).toEqual([box.x, box.y]);
      expect(right).toBeCloseTo(box.x + box.width, 9);
      expect(bottom).toBeCloseTo(box.y + box.height, 9);
      expect(box.center[0]).toBeCloseTo((left + right) / 2, 9);
      for (const value of [box.x, box.y, box.width, box.height, right, bottom])
        expect(Math.round(value * 10) / 10).toBe(value);
    }
  });

  it("keeps all keys that it doesn't know", () => {
    const before = { ...KNOWN, mask: [1, { a: null }], id: "x", type: "rect", score: 0.3 };
    const after = storeShape(rectOf({ x: 1, y: 2, width: 3, height: 4 }), before);
    expect(after).toMatchObject({
      mask: before.mask,
      id: "x",
      type: "rect",
      score: 0.3,
      x: 1,
      points: CORNERS,
      center: [2.5, 4],
    });
    expect(before.x).toBe(47.5);
  });

  it("writes points and type of other shapes, and keeps a box that is there true", () => {
    const shape = { kind: "polygon", points: TRIANGLE.map(([x, y]) => imagePoint(x! + 0.04, y!)) } as const;
    expect(storeShape(shape, { label: "A" })).toEqual({ label: "A", points: TRIANGLE, type: "polygon" });
    expect(storeShape(shape, { x: 5, y: 5, width: 1, height: 1 })).toMatchObject({ x: 0, y: 0, width: 10, height: 10 });
    expect(storeShape({ ...shape, kind: "freehand" }).type).toBe("freehand");
  });
});

describe("reading", () => {
  it.each([
    ["all keys", KNOWN, "rect"],
    ["a box only", { x: 1, y: 2, width: 3, height: 4 }, "rect"],
    ["a box with nulls", { x: 1, y: 2, width: 3, height: 4, points: null, type: null }, "rect"],
    ["a box and no points", { x: 1, y: 2, width: 3, height: 4, points: [] }, "rect"],
    ["corners only", { points: CORNERS }, "rect"],
    ["corners in another order", { points: [CORNERS[2], CORNERS[1], CORNERS[0], CORNERS[3]] }, "rect"],
    ["corners of a polygon", { points: CORNERS, type: "polygon" }, "polygon"],
    ["corners crosswise", { points: [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]] }, "polygon"],
    [
      "a turned rectangle",
      {
        points: [
          [5, 0],
          [10, 5],
          [5, 10],
          [0, 5],
        ],
        type: "rect",
      },
      "polygon",
    ],
    ["three points", { points: TRIANGLE }, "polygon"],
    ["freehand", { points: TRIANGLE, type: "freehand" }, "freehand"],
    ["broken points beside a box", { points: [[1, null]], x: 1, y: 2, width: 3, height: 4 }, "rect"],
  ])("takes %s", (_, stored, kind) => {
    expect(readShape(stored).shape?.kind).toBe(kind);
  });

  it("derives corners of a box", () => {
    expect(readShape({ x: 1, y: 2, width: 3, height: 4 }).shape?.points).toEqual(CORNERS);
  });

  it.each([
    ["nothing", {}, "no_place"],
    ["no object", [1, 2], "not_object"],
    ["null", null, "not_object"],
    ["an unknown type", { ...KNOWN, type: "ellipse" }, "unknown_type"],
    ["a type that is no text", { ...KNOWN, type: 7 }, "unknown_type"],
    [
      "a point too few",
      {
        points: [
          [1, 2],
          [3, 4],
        ],
      },
      "too_few_points",
    ],
    [
      "NaN",
      {
        points: [
          [1, 2],
          [NaN, 4],
          [5, 6],
        ],
      },
      "not_numbers",
    ],
    [
      "texts",
      {
        points: [
          ["1", "2"],
          ["3", "4"],
          ["5", "6"],
        ],
      },
      "not_numbers",
    ],
    [
      "points with three numbers",
      {
        points: [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9],
        ],
      },
      "not_numbers",
    ],
    ["infinite boxes", { x: 0, y: 0, width: Infinity, height: 2 }, "not_numbers"],
    ["half a box", { x: 0, y: 0 }, "not_numbers"],
    ["empty boxes", { x: 0, y: 0, width: 0, height: 2 }, "no_surface"],
    ["boxes inside out", { x: 0, y: 0, width: -5, height: 2 }, "no_surface"],
    [
      "the same point again and again",
      {
        points: [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
      },
      "no_surface",
    ],
  ])("says what is wrong with %s", (_, stored, problem) => {
    expect(readShape(stored)).toEqual({ shape: null, problem });
  });

  it("gives back what was stored", () => {
    const stored = storeShape(readShape(KNOWN).shape!, { label: "SKATEBOARD" });
    expect(stored).toEqual(KNOWN);
    expect(isStoredAs(readShape(KNOWN).shape!, KNOWN)).toBe(true);
    expect(isStoredAs(rectOf({ x: 0, y: 0, width: 1, height: 1 }), KNOWN)).toBe(false);
  });
});

describe("the space of a task", () => {
  const natural = { width: 200, height: 100 };

  it("is the task's, or that of the picture", () => {
    expect(spaceOf({ width: 50, height: 25 }, natural)).toEqual({ width: 50, height: 25 });
    expect(spaceOf({}, natural)).toBe(natural);
    expect(spaceOf({ width: 0, height: NaN }, natural)).toBe(natural);
    expect(spaceOf({ width: 100 }, natural)).toEqual({ width: 100, height: 50 });
    expect(spaceOf({ height: 50 }, natural)).toEqual({ width: 100, height: 50 });
  });

  it("is written where it is missing, and nothing is overwritten", () => {
    expect(missingSize({}, natural)).toEqual(natural);
    expect(missingSize({ width: 50, height: 25 }, natural)).toBe(null);
    expect(missingSize({ width: 50, height: null }, natural)).toEqual({ height: 100 });
    expect(missingSize({ width: "wide", height: 3 }, natural)).toBe(null);
  });
});

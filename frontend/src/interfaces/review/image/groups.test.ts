import { describe, expect, it } from "vitest";
import { cornersOf } from "../../../geometry/shapes";
import { groupFor, groupShapes, overlapOf, type DrawnShape } from "./groups";

function shape(version: number, x: number, y = 0, label = "CAT", size = 100, index = 0): DrawnShape {
  return { version, index, label, points: cornersOf({ x, y, width: size, height: size }) };
}
const told = (shapes: DrawnShape[], count: number, options = {}) =>
  groupShapes(shapes, count, options).map(({ members, difference }) => [
    members.map(({ version, index }) => `${version}.${index}`).join(" "),
    difference,
  ]);

describe("overlap", () => {
  it("is intersection over union", () => {
    const at = (x: number, y = 0) => cornersOf({ x, y, width: 100, height: 100 });
    expect(overlapOf(at(0), at(0))).toBe(1);
    expect(overlapOf(at(0), at(50))).toBeCloseTo(1 / 3);
    expect(overlapOf(at(0), at(100))).toBe(0);
    expect(overlapOf(at(0), at(300))).toBe(0);
    expect(overlapOf(at(0), at(0).slice(0, 3))).toBeCloseTo(0.5);
  });

  it("does not take a bow tie for a box", () => {
    const [a, b, c, d] = cornersOf({ x: 0, y: 0, width: 100, height: 100 });
    expect(overlapOf([a!, c!, b!, d!], [a!, b!, c!, d!])).toBeCloseTo(0.5);
  });
});

describe("groups", () => {
  it("hold one shape of each version, whatever their order in it", () => {
    const shapes = [shape(0, 0), shape(0, 300, 0, "CAT", 100, 1), shape(1, 302), shape(1, 1, 0, "CAT", 100, 1)];
    expect(told(shapes, 2)).toEqual([
      ["0.0 1.1", "agreed"],
      ["0.1 1.0", "agreed"],
    ]);
  });

  it("tell what somebody does not have", () => {
    expect(told([shape(0, 0), shape(1, 0)], 3)).toEqual([["0.0 1.0", "missing"]]);
    expect(told([], 2)).toEqual([]);
  });

  it("tell different labels and different places", () => {
    expect(told([shape(0, 0), shape(1, 0, 0, "DOG")], 2)).toEqual([["0.0 1.0", "label"]]);
    expect(told([shape(0, 0), shape(1, 25)], 2)).toEqual([["0.0 1.0", "place"]]);
    expect(told([shape(0, 0), shape(1, 25)], 2, { samePlace: 0.5 })).toEqual([["0.0 1.0", "agreed"]]);
  });

  it("keep apart what hardly overlaps, and two shapes of the same annotator", () => {
    expect(told([shape(0, 0), shape(1, 60)], 2)).toHaveLength(2);
    expect(told([shape(0, 0), shape(0, 2, 0, "CAT", 100, 1), shape(1, 1)], 2)).toHaveLength(2);
  });

  it("prefer the same label where two things lie in the same place", () => {
    const shapes = [
      shape(0, 0, 0, "CAT"),
      shape(0, 4, 0, "DOG", 100, 1),
      shape(1, 0, 0, "DOG"),
      shape(1, 4, 0, "CAT", 100, 1),
    ];
    expect(told(shapes, 2)).toEqual([
      ["0.0 1.1", "agreed"],
      ["0.1 1.0", "agreed"],
    ]);
  });

  it("never have a version twice, with many shapes in a heap", () => {
    const shapes = Array.from({ length: 60 }, (_, i) => shape(i % 4, (i * 7) % 40, (i * 5) % 30, "CAT", 100, i));
    const groups = groupShapes(shapes, 4);
    expect(groups.flatMap(({ members }) => members)).toHaveLength(60);
    for (const { members } of groups) expect(new Set(members.map(({ version }) => version)).size).toBe(members.length);
  });

  it("come from top to bottom, with the lowest overlap", () => {
    const groups = groupShapes([shape(0, 0, 500), shape(0, 0, 0), shape(1, 10, 500), shape(2, 20, 500)], 3);
    expect(groups.map(({ overlap }) => overlap && Number(overlap.toFixed(3)))).toEqual([null, 0.667]);
  });
});

describe("the group of a final shape", () => {
  const groups = groupShapes([shape(0, 0), shape(1, 10), shape(1, 300, 0, "DOG", 100, 1)], 2);
  it("is the one that it overlaps most", () => {
    expect(groupFor(groups, "CAT", shape(0, 12).points)).toBe(0);
    expect(groupFor(groups, "CAT", shape(0, 310).points)).toBe(1);
    expect(groupFor(groups, "CAT", shape(0, 150).points)).toBe(-1);
  });
});

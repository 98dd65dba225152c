import { describe, expect, it } from "vitest";
import { imagePoint } from "./points";
import { rectOf } from "./shapes";
import { snapBox, snapPoint, snapTargets } from "./snap";

const PICTURE = { width: 640, height: 480 };
const SHAPES = [
  rectOf({ x: 100, y: 100, width: 50, height: 40 }),
  null,
  rectOf({ x: 300, y: 200, width: 20, height: 20 }),
];
const REACH = { reach: 6, gap: 30 };
const targets = snapTargets(SHAPES, PICTURE);
const pull = (x: number, y: number) => snapPoint(imagePoint(x, y), targets, REACH);

describe("a point", () => {
  it.each([
    ["to the left edge", 104, 120, 100, 120],
    ["to the right edge", 147, 120, 150, 120],
    ["to a corner, on both axes", 96, 143, 100, 140],
    ["to the border of the picture", 3, 477, 0, 480],
    ["to an edge whose end is not far", 103, 165, 100, 165],
    ["nowhere, too far from the edge", 107, 120, 107, 120],
    ["nowhere, too far from its ends", 103, 171, 103, 171],
  ])("is pulled %s", (_, x, y, atX, atY) => {
    const { point, guides } = pull(x, y);
    expect([...point]).toEqual([atX, atY]);
    expect(guides).toEqual({ x: atX === x ? null : atX, y: atY === y ? null : atY });
  });

  it("goes to the nearest of several edges", () => {
    const close = snapTargets([rectOf({ x: 10, y: 0, width: 4, height: 50 })], PICTURE);
    expect(snapPoint(imagePoint(11, 20), close, REACH).point[0]).toBe(10);
    expect(snapPoint(imagePoint(13, 20), close, REACH).point[0]).toBe(14);
    expect(snapPoint(imagePoint(13, 20), close, { reach: 0.5, gap: 0 }).point[0]).toBe(13);
  });

  it("is not pulled by the shape that moves", () => {
    const others = snapTargets(SHAPES, PICTURE, 0);
    expect(snapPoint(imagePoint(104, 120), others, REACH).guides).toEqual({ x: null, y: null });
  });
});

describe("a box that is moved", () => {
  const move = (x: number, y: number) => snapBox({ x, y, width: 60, height: 60 }, targets, REACH);

  it("is pulled by its nearer edge, and keeps its size", () => {
    // Left edge 4 px from 150, right edge far from anything.
    expect(move(154, 110)).toEqual({ dx: -4, dy: 0, guides: { x: 150, y: null } });
    // Right edge 2 px from 100; lower edge 2 px from 140.
    expect(move(42, 82)).toEqual({ dx: -2, dy: -2, guides: { x: 100, y: 140 } });
  });

  it("stays where nothing is near", () => {
    expect(move(400, 300)).toEqual({ dx: 0, dy: 0, guides: { x: null, y: null } });
  });
});

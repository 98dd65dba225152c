import { describe, expect, it } from "vitest";
import { random } from "../text/testTokens";
import { isInside, isOn, nearest, nextOf, shapesAt } from "./hit";
import { iou, sharedArea } from "./overlap";
import { imagePoint, type ImagePoint } from "./points";
import { areaOf, boxOf, clampBox, isOutside, moveShape, rectOf, stretchShape, type Shape } from "./shapes";
import { distanceToSegment, simplify } from "./simplify";
import { deleteVertex, edgeMiddles, insertVertex, moveVertex, withoutRepeats } from "./vertices";

const size = { width: 200, height: 100 };
const square = (x: number, y: number, side: number) => rectOf({ x, y, width: side, height: side });
const polygon = (...points: [number, number][]): Shape => ({
  kind: "polygon",
  points: points.map(([x, y]) => imagePoint(x, y)),
});
/** The letter L. */
const BENT = polygon([0, 0], [40, 0], [40, 20], [20, 20], [20, 40], [0, 40]);

describe("moveShape", () => {
  it("stops at the edges", () => {
    expect(boxOf(moveShape(square(10, 10, 20), -50, 500, size).points)).toEqual({ x: 0, y: 80, width: 20, height: 20 });
  });

  it("lets in what sticks out, and never pushes it further", () => {
    const out = square(190, 10, 20);
    expect(boxOf(moveShape(out, -15, 0, size).points).x).toBe(175);
    expect(boxOf(moveShape(out, 5, 0, size).points).x).toBeLessThanOrEqual(190);
  });
});

describe("stretchShape", () => {
  it("keeps the proportions inside", () => {
    expect(stretchShape(BENT, { x: 10, y: 10, width: 80, height: 20 }).points[2]).toEqual([90, 20]);
  });

  it("survives shapes without a width", () => {
    const line = polygon([5, 0], [5, 10], [5, 20]);
    const { points } = stretchShape(line, { x: 0, y: 0, width: 10, height: 10 });
    expect(points.flat().every(Number.isFinite)).toBe(true);
  });
});

it("cuts boxes, and knows shapes that nobody can see", () => {
  expect(clampBox({ x: -10, y: 90, width: 20, height: 20 }, size)).toEqual({ x: 0, y: 90, width: 10, height: 10 });
  expect(isOutside(square(200, 0, 5), size)).toBe(true);
  expect(isOutside(square(199, 0, 5), size)).toBe(false);
});

describe("hits", () => {
  it("are inside of bent outlines only where they are", () => {
    expect(isInside([10, 30], BENT.points)).toBe(true);
    expect(isInside([30, 30], BENT.points)).toBe(false);
  });

  it("reach a little around the edge", () => {
    expect(isOn(square(10, 10, 20), imagePoint(8, 20))).toBe(false);
    expect(isOn(square(10, 10, 20), imagePoint(8, 20), 3)).toBe(true);
    expect(isOn(BENT, imagePoint(22, 22), 3)).toBe(true);
  });

  it("find the smallest first, and go on with the next one", () => {
    const found = shapesAt([square(0, 0, 90), null, square(10, 10, 20), square(10, 10, 20)], imagePoint(15, 15));
    expect(found).toEqual([3, 2, 0]);
    expect(nextOf(found, -1)).toBe(3);
    expect(nextOf(found, 3)).toBe(2);
    expect(nextOf(found, 0)).toBe(3);
    expect(nextOf([], 2)).toBe(-1);
  });

  it("find the nearest point within reach", () => {
    expect(
      nearest(
        [
          [0, 0],
          [10, 0],
          [12, 0],
        ],
        [11.5, 0],
        5,
      ),
    ).toBe(2);
    expect(nearest([[0, 0]], [11, 0], 5)).toBe(-1);
  });
});

describe("overlap", () => {
  it("of boxes is their common part", () => {
    const [a, b] = [square(0, 0, 10).points, square(5, 5, 10).points];
    expect(sharedArea(a, b)).toBeCloseTo(25);
    expect(iou(a, b)).toBeCloseTo(25 / 175);
    expect(iou(a, a)).toBe(1);
    expect(iou(a, square(50, 50, 5).points)).toBe(0);
    expect(iou([], [])).toBe(0);
  });

  it("knows bent outlines", () => {
    expect(sharedArea(BENT.points, square(20, 20, 20).points)).toBeCloseTo(0);
    expect(sharedArea(BENT.points, square(10, 10, 20).points)).toBeCloseTo(300);
  });

  it.each([1, 2, 3])("equals what counting dots gives (seed %i)", (seed) => {
    const next = random(seed);
    const shape = () => Array.from({ length: 3 + next(5) }, () => imagePoint(next(40), next(40)));
    const [a, b] = [shape(), shape()];
    let [both, any] = [0, 0];
    for (let x = 0; x < 40; x += 0.125)
      for (let y = 0; y < 40; y += 0.125) {
        const [inA, inB] = [isInside([x + 0.03, y + 0.06], a), isInside([x + 0.03, y + 0.06], b)];
        both += Number(inA && inB) / 64;
        any += Number(inA || inB) / 64;
      }
    expect(Math.abs(sharedArea(a, b) - both)).toBeLessThan(5);
    expect(Math.abs(iou(a, b) - both / any)).toBeLessThan(0.03);
  });
});

describe("simplify", () => {
  it("leaves no point further away than the tolerance", () => {
    const next = random(7);
    let y = 50;
    const line: ImagePoint[] = Array.from({ length: 500 }, (_, x) => imagePoint(x, (y += next(5) - 2)));
    const kept = simplify(line, 1);
    expect(kept.length).toBeLessThan(line.length);
    expect([kept[0], kept.at(-1)]).toEqual([line[0], line.at(-1)]);
    for (const point of line) {
      const away = Math.min(...kept.slice(1).map((end, i) => distanceToSegment(point, kept[i]!, end)));
      expect(away).toBeLessThanOrEqual(1);
    }
  });

  it("makes a straight line of a straight line, and leaves short ones", () => {
    expect(
      simplify(
        Array.from({ length: 100 }, (_, i) => imagePoint(i, 2 * i)),
        1,
      ),
    ).toHaveLength(2);
    expect(simplify([imagePoint(1, 1)], 1)).toEqual([[1, 1]]);
  });
});

describe("vertices", () => {
  it("are moved on the picture only", () => {
    expect(moveVertex(BENT, 1, imagePoint(999, -4), size).points[1]).toEqual([200, 0]);
  });

  it("are put in behind others and taken out, down to three", () => {
    const more = insertVertex(BENT, 5, imagePoint(-3, 20), size);
    expect(more.points).toHaveLength(7);
    expect(more.points[6]).toEqual([0, 20]);
    expect(deleteVertex(more, 6)).toEqual(BENT);
    expect(deleteVertex(polygon([0, 0], [1, 0], [0, 1]), 0)).toBe(null);
    expect(deleteVertex(BENT, 99)).toBe(null);
  });

  it("have middles between them, also from the last to the first", () => {
    expect(edgeMiddles(polygon([0, 0], [10, 0], [0, 10]))).toEqual([
      [5, 0],
      [5, 5],
      [0, 5],
    ]);
  });

  it("of a drawn line don't repeat", () => {
    const line = [
      [0, 0],
      [0, 0],
      [5, 0],
      [5.2, 0],
      [0, 5],
      [0, 0],
    ].map(([x, y]) => imagePoint(x!, y!));
    expect(withoutRepeats(line, 0.5)).toEqual([
      [0, 0],
      [5, 0],
      [0, 5],
    ]);
  });
});

it("measures surfaces", () => {
  expect(areaOf(BENT.points)).toBe(1200);
});

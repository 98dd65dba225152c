import { describe, expect, it } from "vitest";
import { imagePoint } from "../../../geometry/points";
import { rectOf, type Shape } from "../../../geometry/shapes";
import { endFreehand, moveFreehand, startFreehand } from "./freehand";
import { endGrip, gripAt, moveGrip, startGrip, vertexOf } from "./grip";
import type { Input } from "./input";
import {
  closePolygon,
  movePolygon,
  pressPolygon,
  releasePolygon,
  startPolygon,
  undoCorner,
  type PolygonDraft,
} from "./polygon";
import { endRect, moveRect, startRect } from "./rect";

const size = { width: 200, height: 100 };
const input = (x: number, y: number, more: Partial<Input> = {}): Input => ({
  at: imagePoint(x, y),
  scale: 1,
  time: 0,
  keepsRatio: false,
  fromCenter: false,
  isTouch: false,
  size,
  ...more,
});

describe("rect", () => {
  it("is what was dragged over", () => {
    const draft = moveRect(startRect(input(10, 10)), input(30, 20));
    expect(draft.box).toEqual({ x: 10, y: 10, width: 20, height: 10 });
    expect(endRect(draft, input(50, 60))).toEqual({
      state: null,
      shape: rectOf({ x: 10, y: 10, width: 40, height: 50 }),
    });
  });

  it("is nothing after a click, also where px of the picture are small", () => {
    expect(endRect(startRect(input(10, 10)), input(12, 12))).toEqual({ state: null });
    expect(endRect(startRect(input(10, 10)), input(20, 20, { scale: 0.2 }))).toEqual({ state: null });
    expect(endRect(startRect(input(10, 10)), input(12, 12, { scale: 4 })).shape).toBeDefined();
  });
});

describe("polygon", () => {
  /** Clicks with a second between them. */
  const clicks = (...places: [number, number][]) => {
    const [first, ...rest] = places.map(([x, y], i) => input(x, y, { time: 1000 * (i + 1) }));
    return rest.reduce<PolygonDraft>(
      (draft, one) => releasePolygon(pressPolygon(draft, one).state!),
      releasePolygon(startPolygon(first!)),
    );
  };
  const open = clicks([10, 10], [60, 10], [60, 60]);

  it("gets a corner per click, and follows the pointer in between", () => {
    expect(open.points).toEqual([
      [10, 10],
      [60, 10],
      [60, 60],
    ]);
    expect(movePolygon(open, input(999, -5))).toMatchObject({ points: open.points, pointer: [200, 0] });
  });

  it("has its last corner where the pointer is released", () => {
    const pressed = pressPolygon(open, input(20, 50, { time: 9000 })).state!;
    expect(movePolygon(pressed, input(25, 55)).points.at(-1)).toEqual([25, 55]);
  });

  it("ends where it began, with more room for fingers", () => {
    expect(pressPolygon(open, input(14, 12, { time: 9000 })).shape?.points).toEqual(open.points);
    expect(pressPolygon(open, input(24, 12, { time: 9000 })).shape).toBeUndefined();
    expect(pressPolygon(open, input(24, 12, { time: 9000, isTouch: true })).shape).toBeDefined();
  });

  it("ends by a double-click, which sets no corner twice", () => {
    expect(pressPolygon(open, input(61, 60, { time: 3200 })).shape?.points).toEqual(open.points);
    expect(pressPolygon(open, input(61, 60, { time: 5000 })).state?.points).toHaveLength(4);
    const short = clicks([10, 10], [60, 10]);
    expect(pressPolygon(short, input(60, 10, { time: 2100 })).state?.points).toHaveLength(2);
  });

  it("stays open without a surface", () => {
    expect(closePolygon(clicks([10, 10], [60, 10], [90, 10])).shape).toBeUndefined();
    expect(closePolygon(clicks([10, 10], [60, 10])).state).not.toBe(null);
  });

  it("loses corners one by one", () => {
    expect(undoCorner(open)?.points).toHaveLength(2);
    expect(undoCorner(clicks([10, 10]))).toBe(null);
  });
});

describe("freehand", () => {
  it("is a line with as few points as it needs", () => {
    let draft = startFreehand(input(10, 10));
    for (let x = 11; x <= 60; x++) draft = moveFreehand(draft, input(x, 10));
    for (let y = 11; y <= 60; y++) draft = moveFreehand(draft, input(60, y));
    expect(endFreehand(draft, input(10, 60)).shape).toEqual({
      kind: "freehand",
      points: [
        [10, 10],
        [60, 10],
        [60, 60],
        [10, 60],
      ],
    });
  });

  it("is nothing after a click or a stroke without a surface", () => {
    expect(endFreehand(startFreehand(input(10, 10)), input(11, 11)).shape).toBeUndefined();
    expect(endFreehand(startFreehand(input(10, 10)), input(60, 10)).shape).toBeUndefined();
  });

  it("stays on the picture", () => {
    expect(moveFreehand(startFreehand(input(10, 10)), input(-50, 500)).points.at(-1)).toEqual([0, 100]);
  });
});

describe("grip", () => {
  const box = rectOf({ x: 20, y: 20, width: 60, height: 40 });
  const polygon: Shape = { kind: "polygon", points: [imagePoint(10, 10), imagePoint(90, 10), imagePoint(50, 80)] };

  it("knows handles, corners and middles from the body", () => {
    expect(gripAt(box, input(82, 61))).toEqual({ at: "handle", handle: { x: 1, y: 1 } });
    expect(gripAt(box, input(50, 40))).toBe(null);
    expect(gripAt(polygon, input(91, 12))).toEqual({ at: "vertex", index: 1 });
    expect(gripAt(polygon, input(50, 12))).toEqual({ at: "middle", after: 0 });
    expect(gripAt(polygon, input(52, 12, { scale: 0.2 }))?.at).not.toBe("middle");
  });

  it("leaves small boxes a body", () => {
    expect(gripAt(rectOf({ x: 20, y: 20, width: 12, height: 12 }), input(26, 26))).toBe(null);
  });

  it("moves, resizes, and changes corners", () => {
    const pull = (shape: Shape, grip: Parameters<typeof startGrip>[1], from: Input, to: Input) =>
      endGrip(moveGrip(startGrip(shape, grip, from), to), to).shape?.points;
    expect(pull(box, { at: "body" }, input(50, 40), input(60, 45))?.[0]).toEqual([30, 25]);
    expect(pull(box, { at: "handle", handle: { x: 1, y: 1 } }, input(80, 60), input(90, 75))?.[2]).toEqual([90, 75]);
    expect(pull(polygon, { at: "vertex", index: 2 }, input(50, 80), input(60, 90))?.[2]).toEqual([60, 90]);
    expect(pull(polygon, { at: "middle", after: 0 }, input(50, 10), input(50, 5))).toHaveLength(4);
  });

  it("changes nothing by a click, except that a middle becomes a corner", () => {
    expect(endGrip(startGrip(box, { at: "body" }, input(50, 40)), input(51, 41)).shape).toBeUndefined();
    const added = endGrip(startGrip(polygon, { at: "middle", after: 2 }, input(30, 45)), input(30, 45));
    expect(added.shape?.points[3]).toEqual([30, 45]);
    expect(vertexOf({ at: "middle", after: 2 })).toBe(3);
  });
});

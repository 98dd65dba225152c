import { beforeEach, describe, expect, it, vi } from "vitest";
import { screenPoint } from "../../geometry/points";
import { boxOf, rectOf, type Shape } from "../../geometry/shapes";
import { Stage } from "../shared/image/stage";
import { Gestures, type PointerInput } from "./gestures";
import type { Mode } from "./modes";

const size = { width: 400, height: 300 };
const BIG = rectOf({ x: 50, y: 50, width: 200, height: 200 });
const SMALL = rectOf({ x: 100, y: 100, width: 60, height: 60 });

let stage: Stage;
let mode: Mode;
let shapes: (Shape | null)[];
let selected: number;
let locked: Set<number>;
const host = { add: vi.fn(), replace: vi.fn(), select: vi.fn() };
let gestures: Gestures;
let time: number;

beforeEach(() => {
  stage = new Stage();
  stage.setPicture(size);
  stage.setFrame(size);
  [mode, shapes, selected, locked, time] = ["rect", [], -1, new Set(), 0];
  for (const mock of Object.values(host)) mock.mockReset();
  gestures = new Gestures(stage, {
    ...host,
    scene: () => ({ mode, shapes, selected, isReadOnly: false, isLocked: (index) => locked.has(index) }),
    size: () => size,
    drawsFromCenter: () => false,
  });
});

const at = (x: number, y: number, more: Partial<PointerInput> = {}): PointerInput => ({
  id: 1,
  at: screenPoint(x, y),
  time: (time += 1000),
  isTouch: false,
  button: 0,
  shift: false,
  alt: false,
  label: -1,
  ...more,
});
function drag(from: [number, number], to: [number, number], more: Partial<PointerInput> = {}) {
  gestures.down(at(...from, more));
  gestures.move(at(...to, more));
  gestures.up(at(...to, more));
}
const click = (x: number, y: number, more: Partial<PointerInput> = {}) => drag([x, y], [x, y], more);
const added = () => host.add.mock.calls.map(([shape]) => boxOf((shape as Shape).points));

describe("drawing", () => {
  it("makes a box of a drag, and nothing of a click", () => {
    drag([10, 10], [60, 40]);
    click(20, 20);
    expect(added()).toEqual([{ x: 10, y: 10, width: 50, height: 30 }]);
    expect(host.select).toHaveBeenLastCalledWith(-1, -1);
  });

  it("draws inside of other shapes, and squares with shift", () => {
    shapes = [BIG];
    drag([100, 100], [140, 120]);
    drag([100, 100], [140, 120], { shift: true });
    expect(added()).toEqual([
      { x: 100, y: 100, width: 40, height: 20 },
      { x: 100, y: 100, width: 40, height: 40 },
    ]);
  });

  it("draws from the centre with alt", () => {
    drag([100, 100], [120, 110], { alt: true });
    expect(added()).toEqual([{ x: 80, y: 90, width: 40, height: 20 }]);
  });

  it("makes polygons click by click", () => {
    mode = "polygon";
    click(10, 10);
    click(80, 10);
    expect(gestures.close()).toBe(false);
    click(40, 70);
    gestures.undoCorner();
    click(50, 60);
    expect(gestures.close()).toBe(true);
    expect(host.add.mock.calls[0]?.[0]).toEqual({
      kind: "polygon",
      points: [
        [10, 10],
        [80, 10],
        [50, 60],
      ],
    });
  });

  it("can be left, also when the pointer is taken away", () => {
    gestures.down(at(10, 10));
    gestures.move(at(50, 50));
    expect(gestures.abandon()).toBe(true);
    gestures.up(at(50, 50));
    gestures.down(at(10, 10));
    gestures.cancel({ id: 1 });
    expect(gestures.abandon()).toBe(false);
    expect(host.add).not.toHaveBeenCalled();
  });
});

describe("selecting", () => {
  beforeEach(() => {
    shapes = [BIG, SMALL, null];
  });

  it("is done by the label", () => {
    click(60, 40, { label: 0 });
    expect(host.select).toHaveBeenLastCalledWith(0, -1);
  });

  it("takes shift, or a finger, and goes from the smallest to the next", () => {
    click(120, 120);
    expect(host.select).toHaveBeenLastCalledWith(-1, -1);
    click(120, 120, { shift: true });
    expect(host.select).toHaveBeenLastCalledWith(1, -1);
    selected = 1;
    click(130, 130, { isTouch: true });
    expect(host.select).toHaveBeenLastCalledWith(0, -1);
  });

  it("needs neither in the mode for it, where empty places let go", () => {
    mode = "select";
    click(120, 120);
    expect(host.select).toHaveBeenLastCalledWith(1, -1);
    click(390, 290);
    expect(host.select).toHaveBeenLastCalledWith(-1, -1);
    drag([120, 120], [140, 130]);
    expect(host.replace).toHaveBeenCalledWith(1, expect.objectContaining({ kind: "rect" }), -1);
  });
});

describe("shapes that are selected", () => {
  beforeEach(() => {
    shapes = [BIG];
    selected = 0;
  });
  const replaced = () => boxOf((host.replace.mock.calls.at(-1)?.[1] as Shape).points);

  it("are moved by their body and resized by their handles", () => {
    drag([150, 150], [160, 140]);
    expect(replaced()).toEqual({ x: 60, y: 40, width: 200, height: 200 });
    drag([250, 250], [270, 260]);
    expect(replaced()).toEqual({ x: 50, y: 50, width: 220, height: 210 });
    drag([250, 250], [270, 260], { shift: true });
    expect(replaced()).toEqual({ x: 50, y: 50, width: 220, height: 220 });
  });

  it("don't move when they are locked: there a box is drawn", () => {
    locked.add(0);
    drag([150, 150], [180, 170]);
    expect(host.replace).not.toHaveBeenCalled();
    expect(added()).toHaveLength(1);
  });

  it("tell which corner was pressed", () => {
    shapes = [{ kind: "polygon", points: BIG.points }];
    click(50, 250);
    expect(host.select).toHaveBeenLastCalledWith(0, 1);
  });
});

describe("the picture", () => {
  beforeEach(() => stage.zoomBy(4));

  it("is moved with space or the middle button, and nothing is drawn", () => {
    const { x } = stage.viewport;
    gestures.holdSpace();
    drag([100, 100], [80, 100]);
    expect(gestures.releaseSpace()).toBe(false);
    drag([100, 100], [80, 100], { button: 1 });
    expect(stage.viewport.x).toBe(x - 40);
    expect(host.add).not.toHaveBeenCalled();
    gestures.holdSpace();
    expect(gestures.releaseSpace()).toBe(true);
    expect(gestures.releaseSpace()).toBe(false);
  });

  it("is pinched by two fingers, which end what one has begun", () => {
    const { scale } = stage.viewport;
    const finger = (id: number, x: number) => at(x, 150, { id, isTouch: true });
    gestures.down(finger(1, 150));
    gestures.move(finger(1, 170));
    gestures.down(finger(2, 250));
    gestures.move(finger(2, 330));
    expect(stage.viewport.scale).toBeCloseTo(2 * scale);
    gestures.up(finger(2, 330));
    gestures.move(finger(1, 190));
    gestures.up(finger(1, 190));
    expect(host.add).not.toHaveBeenCalled();
    drag([100, 100], [200, 200], { isTouch: true });
    expect(host.add).toHaveBeenCalledOnce();
  });
});

import { describe, expect, it } from "vitest";
import { imagePoint } from "../../../geometry/points";
import { rectOf, type Shape } from "../../../geometry/shapes";
import type { Input } from "../tools/input";
import { startFreehand } from "../tools/freehand";
import { moveGrip, startGrip, type Grip } from "../tools/grip";
import { startRect } from "../tools/rect";
import { pull } from "./snapping";

const SIZE = { width: 400, height: 300 };
const SHAPES = [rectOf({ x: 100, y: 100, width: 50, height: 40 }), rectOf({ x: 200, y: 105, width: 60, height: 60 })];
const at = (x: number, y: number, more: Partial<Input> = {}): Input => ({
  at: imagePoint(x, y),
  scale: 1,
  time: 0,
  keepsRatio: false,
  fromCenter: false,
  isTouch: false,
  size: SIZE,
  ...more,
});
/** What is held when a pointer goes from the middle of what it holds by some px. */
function hold(shape: Shape, grip: Grip, from: Input, to: Input) {
  return { ...moveGrip(startGrip(shape, grip, from), to), index: 1 };
}

describe("what is drawn", () => {
  it("begins and ends at edges that are near", () => {
    expect([...pull(at(155, 102), null, SHAPES).at]).toEqual([150, 100]);
    const draft = startRect(at(150, 100));
    expect(pull(at(196, 162), draft, SHAPES)).toEqual({ at: [200, 165], guides: { x: 200, y: 165 } });
  });

  it("is pulled from as far on the screen, whatever the zoom", () => {
    expect([...pull(at(153, 120, { scale: 4 }), null, SHAPES).at]).toEqual([153, 120]);
    expect(pull(at(170, 120, { scale: 0.3 }), null, SHAPES).at[0]).toBe(150);
  });

  it("ends at the border for a pointer beside the picture", () => {
    expect([...pull(at(420, -8), startRect(at(300, 50)), []).at]).toEqual([400, 0]);
  });

  it("is left alone where it would be bent", () => {
    expect([...pull(at(155, 104, { keepsRatio: true }), startRect(at(10, 10)), SHAPES).at]).toEqual([155, 104]);
    expect([...pull(at(155, 104), startFreehand(at(10, 10)), SHAPES).at]).toEqual([155, 104]);
  });
});

describe("what is held", () => {
  const shape = SHAPES[1]!;

  it("is pulled by its own edges, and not to itself", () => {
    const [from, to] = [at(230, 135), at(230, 132)];
    // The upper edge goes from 105 to 102, and then to that of the other shape.
    const pulled = pull(to, hold(shape, { at: "body" }, from, to), SHAPES);
    expect(pulled).toEqual({ at: [230, 130], guides: { x: null, y: 100 } });
  });

  it("is pulled at its handle, on the axes that the handle moves", () => {
    const handle = { at: "handle", handle: { x: -1, y: 0 } } as const;
    const [from, to] = [at(203, 135), at(157, 103)];
    // Held 3 px beside the handle, which would be at 154.
    expect(pull(to, hold(shape, handle, from, to), SHAPES)).toEqual({ at: [153, 103], guides: { x: 150, y: null } });
  });

  it("is pulled at its corner", () => {
    const polygon: Shape = {
      kind: "polygon",
      points: [imagePoint(200, 200), imagePoint(250, 200), imagePoint(220, 250)],
    };
    const [from, to] = [at(200, 200), at(153, 138)];
    const draft = hold(polygon, { at: "vertex", index: 0 }, from, to);
    expect([...pull(to, draft, [SHAPES[0]!, polygon]).at]).toEqual([150, 140]);
  });

  it("stays where it is for a click", () => {
    const [from, to] = [at(203, 108), at(204, 108)];
    expect(pull(to, hold(shape, { at: "body" }, from, to), SHAPES).at).toBe(to.at);
  });
});

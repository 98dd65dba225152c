/** Shapes that are there already: moved, resized by a handle, or changed at a corner. */
import { CLICK_PX, HANDLES, handlePoint, resizeBox, type Handle } from "../../../geometry/drag";
import { nearest } from "../../../geometry/hit";
import { distance, imagePoint, type ImagePoint } from "../../../geometry/points";
import { boxOf, moveShape, stretchShape, type Shape } from "../../../geometry/shapes";
import { edgeMiddles, insertVertex, moveVertex } from "../../../geometry/vertices";
import { reachOf, type Input, type Step } from "./input";

/** Where a shape is held. A middle becomes a corner when it is moved. */
export type Grip =
  { at: "body" } | { at: "handle"; handle: Handle } | { at: "vertex"; index: number } | { at: "middle"; after: number };

export interface GripDraft {
  tool: "grip";
  grip: Grip;
  from: ImagePoint;
  start: Shape;
  shape: Shape;
  /** More than a click. */
  isMoved: boolean;
}

/** Polygons are changed at their corners; of freehand shapes there are too many. */
export const hasVertices = ({ kind }: Shape): boolean => kind === "polygon";

/** Px of the screen: middles of shorter edges would lie on their corners. */
const MIDDLE_EDGE = 28;

/** The part of a selected shape that a pointer gets hold of, apart from its body. */
export function gripAt(shape: Shape, input: Pick<Input, "at" | "isTouch" | "scale">): Grip | null {
  const reach = reachOf(input);
  if (!hasVertices(shape)) {
    const box = boxOf(shape.points);
    const found = nearest(
      HANDLES.map((handle) => handlePoint(box, handle)),
      input.at,
      // A small box must still have a body to be moved by.
      Math.min(reach, Math.max(reach / 3, Math.min(box.width, box.height) / 3)),
    );
    return found < 0 ? null : { at: "handle", handle: HANDLES[found]! };
  }
  const vertex = nearest(shape.points, input.at, reach);
  if (vertex >= 0) return { at: "vertex", index: vertex };
  const middle = nearest(shownMiddles(shape, input.scale), input.at, reach * 0.8);
  return middle < 0 ? null : { at: "middle", after: middle };
}

/** Where corners can be put in. Edges that are too short have theirs far away. */
export function shownMiddles(shape: Shape, scale: number): ImagePoint[] {
  return edgeMiddles(shape).map((middle, i) => {
    const length = distance(shape.points[i]!, shape.points[(i + 1) % shape.points.length]!) * scale;
    return length >= MIDDLE_EDGE ? middle : imagePoint(-Infinity, -Infinity);
  });
}

export const startGrip = (shape: Shape, grip: Grip, { at }: Input): GripDraft => ({
  tool: "grip",
  grip,
  from: at,
  start: shape,
  shape,
  isMoved: false,
});

export function moveGrip(draft: GripDraft, input: Input): GripDraft {
  const { from, start, grip } = draft;
  if (!draft.isMoved && distance(from, input.at) * input.scale < CLICK_PX) return draft;
  const [dx, dy] = [input.at[0] - from[0], input.at[1] - from[1]];
  return { ...draft, isMoved: true, shape: changed(start, grip, dx, dy, input) };
}

function changed(start: Shape, grip: Grip, dx: number, dy: number, { size, ...options }: Input): Shape {
  switch (grip.at) {
    case "body":
      return moveShape(start, dx, dy, size);
    case "handle": {
      const box = boxOf(start.points);
      const [x, y] = handlePoint(box, grip.handle);
      return stretchShape(start, resizeBox(box, grip.handle, imagePoint(x + dx, y + dy), { size, ...options }));
    }
    case "vertex": {
      const [x, y] = start.points[grip.index]!;
      return moveVertex(start, grip.index, imagePoint(x + dx, y + dy), size);
    }
    case "middle": {
      const [x, y] = edgeMiddles(start)[grip.after]!;
      return insertVertex(start, grip.after, imagePoint(x + dx, y + dy), size);
    }
  }
}

/** A click changes nothing, except that it puts in a corner where there was a middle. */
export function endGrip(draft: GripDraft, input: Input): Step<GripDraft> {
  const { isMoved, shape } = moveGrip(draft, input);
  if (isMoved) return { state: null, shape };
  if (draft.grip.at === "middle") return { state: null, shape: changed(draft.start, draft.grip, 0, 0, input) };
  return { state: null };
}

/** The corner that is meant by keys after a grip; -1 for none. */
export const vertexOf = (grip: Grip): number =>
  grip.at === "vertex" ? grip.index : grip.at === "middle" ? grip.after + 1 : -1;

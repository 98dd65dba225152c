/** Polygons: a press for each corner, and the end where it began, by a double-click or by a key. */
import { CLICK_PX } from "../../../geometry/drag";
import { clampPoint, distance, type ImagePoint } from "../../../geometry/points";
import { boxOf } from "../../../geometry/shapes";
import { MIN_VERTICES, withoutRepeats } from "../../../geometry/vertices";
import { reachOf, type Input, type Step } from "./input";

export interface PolygonDraft {
  tool: "polygon";
  points: readonly ImagePoint[];
  /** Where the next corner would be. */
  pointer: ImagePoint;
  /** The last corner follows the pointer until it is released. */
  isPressed: boolean;
  /** When the last corner was set (ms). */
  time: number;
}

const DOUBLE_MS = 450;

export function startPolygon({ at, size, time }: Input): PolygonDraft {
  const point = clampPoint(at, size);
  return { tool: "polygon", points: [point], pointer: point, isPressed: true, time };
}

export function pressPolygon(draft: PolygonDraft, input: Input): Step<PolygonDraft> {
  const point = clampPoint(input.at, input.size);
  const { points } = draft;
  const [first, last] = [points[0]!, points.at(-1)!];
  const isDouble = input.time - draft.time < DOUBLE_MS && distance(point, last) <= doubleReach(input);
  const isClosing = points.length >= MIN_VERTICES && distance(point, first) <= reachOf(input);
  if (isDouble || isClosing) return closePolygon(draft);
  return { state: { ...draft, points: [...points, point], pointer: point, isPressed: true, time: input.time } };
}

const doubleReach = (input: Input) => (input.isTouch ? reachOf(input) : (2 * CLICK_PX) / input.scale);

export function movePolygon(draft: PolygonDraft, { at, size }: Input): PolygonDraft {
  const pointer = clampPoint(at, size);
  if (!draft.isPressed) return { ...draft, pointer };
  return { ...draft, pointer, points: [...draft.points.slice(0, -1), pointer] };
}

export const releasePolygon = (draft: PolygonDraft): PolygonDraft => ({ ...draft, isPressed: false });

/** Finish it, if it has enough corners and a surface; otherwise it stays open. */
export function closePolygon(draft: PolygonDraft): Step<PolygonDraft> {
  const points = withoutRepeats(draft.points);
  const { width, height } = boxOf(points);
  if (points.length < MIN_VERTICES || width === 0 || height === 0) return { state: { ...draft, isPressed: false } };
  return { state: null, shape: { kind: "polygon", points } };
}

/** Take back the last corner; with the first one the polygon is gone. */
export function undoCorner(draft: PolygonDraft): PolygonDraft | null {
  const points = draft.points.slice(0, -1);
  return points.length > 0 ? { ...draft, points, isPressed: false } : null;
}

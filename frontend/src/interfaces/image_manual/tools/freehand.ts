/** Freehand shapes: press, draw, release. */
import { CLICK_PX } from "../../../geometry/drag";
import { clampPoint, distance, type ImagePoint } from "../../../geometry/points";
import { boxOf } from "../../../geometry/shapes";
import { simplify } from "../../../geometry/simplify";
import { MIN_VERTICES, withoutRepeats } from "../../../geometry/vertices";
import type { Input, Step } from "./input";

export interface FreehandDraft {
  tool: "freehand";
  points: readonly ImagePoint[];
}

/** Px of the picture: no point that is left out is further away from the line that is stored. */
const TOLERANCE = 1;

export const startFreehand = ({ at, size }: Input): FreehandDraft => ({
  tool: "freehand",
  points: [clampPoint(at, size)],
});

export function moveFreehand(draft: FreehandDraft, { at, size, scale }: Input): FreehandDraft {
  const point = clampPoint(at, size);
  // Finer than the screen shows it, nobody has drawn.
  if (distance(point, draft.points.at(-1)!) * scale < 0.5) return draft;
  return { ...draft, points: [...draft.points, point] };
}

export function endFreehand(draft: FreehandDraft, input: Input): Step<FreehandDraft> {
  const { points } = moveFreehand(draft, input);
  const kept = withoutRepeats(simplify(points, TOLERANCE));
  const { width, height } = boxOf(kept);
  const isClick = Math.max(width, height) * input.scale < CLICK_PX;
  if (isClick || kept.length < MIN_VERTICES || width === 0 || height === 0) return { state: null };
  return { state: null, shape: { kind: "freehand", points: kept } };
}

/** Pulls what is drawn or held to the edges that are near, whatever tool is at work. */
import { handlePoint } from "../../../geometry/drag";
import { imagePoint, type ImagePoint, type Size } from "../../../geometry/points";
import { boxOf, moveShape, type Shape } from "../../../geometry/shapes";
import { snapBox, snapPoint, snapTargets, type Guides, type SnapReach, type SnapTargets } from "../../../geometry/snap";
import { edgeMiddles } from "../../../geometry/vertices";
import type { Draft } from "../gestures";
import type { GripDraft } from "../tools/grip";
import type { Input } from "../tools/input";

/** CSS px from an edge, and from the ends of an edge. */
const REACH = 7;
const GAP = 60;

export const NO_GUIDES: Guides = { x: null, y: null };

export interface Pulled {
  at: ImagePoint;
  guides: Guides;
}

/**
 * Where the pointer would be if it were exact.
 *
 * draft: What is being drawn or held; null for what is about to be drawn. shapes: What there is, null for what can't be
 * seen. A fixed ratio and freehand lines are left alone: they would be bent.
 */
export function pull(input: Input, draft: Draft | null, shapes: readonly (Shape | null)[]): Pulled {
  if (draft?.tool === "freehand" || (input.keepsRatio && draft?.tool !== "polygon")) return stay(input);
  const targets = snapTargets(shapes, input.size, draft?.tool === "grip" ? draft.index : -1);
  const reach = { reach: REACH / input.scale, gap: GAP / input.scale };
  if (draft?.tool === "grip") return draft.isMoved ? pullGrip(draft, input, targets, reach) : stay(input);
  const { point, guides } = snapPoint(onPicture(input.at, input.size), targets, reach);
  return { at: point, guides };
}

const stay = ({ at }: Input): Pulled => ({ at, guides: NO_GUIDES });

const onPicture = ([x, y]: ImagePoint, { width, height }: Size): ImagePoint =>
  imagePoint(Math.max(0, Math.min(width, x)), Math.max(0, Math.min(height, y)));

function pullGrip(draft: GripDraft, input: Input, targets: SnapTargets, reach: SnapReach): Pulled {
  const { grip, start, from } = draft;
  const [dx, dy] = [input.at[0] - from[0], input.at[1] - from[1]];
  if (grip.at === "body") {
    const moved = snapBox(boxOf(moveShape(start, dx, dy, input.size).points), targets, reach);
    return { at: imagePoint(input.at[0] + moved.dx, input.at[1] + moved.dy), guides: moved.guides };
  }
  const [x, y] = held(start, grip);
  const there = onPicture(imagePoint(x + dx, y + dy), input.size);
  const { point, guides } = snapPoint(there, targets, reach);
  // A handle in the middle of an edge moves on one axis only.
  const [movesX, movesY] = grip.at === "handle" ? [grip.handle.x !== 0, grip.handle.y !== 0] : [true, true];
  return {
    at: imagePoint(
      input.at[0] + (movesX && guides.x !== null ? point[0] - (x + dx) : 0),
      input.at[1] + (movesY && guides.y !== null ? point[1] - (y + dy) : 0),
    ),
    guides: { x: movesX ? guides.x : null, y: movesY ? guides.y : null },
  };
}

/** The place of a shape that a grip holds. */
function held(start: Shape, grip: Exclude<GripDraft["grip"], { at: "body" }>): ImagePoint {
  if (grip.at === "handle") return handlePoint(boxOf(start.points), grip.handle);
  return grip.at === "vertex" ? start.points[grip.index]! : edgeMiddles(start)[grip.after]!;
}

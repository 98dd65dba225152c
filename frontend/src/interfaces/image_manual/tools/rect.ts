/** Rectangles: press, drag, release. */
import { drawBox, isDrawn } from "../../../geometry/drag";
import type { Box, ImagePoint } from "../../../geometry/points";
import { rectOf } from "../../../geometry/shapes";
import type { Input, Step } from "./input";

export interface RectDraft {
  tool: "rect";
  from: ImagePoint;
  box: Box;
}

export function startRect({ at, size }: Input): RectDraft {
  return { tool: "rect", from: at, box: drawBox(at, at, { size }) };
}

export function moveRect(draft: RectDraft, { at, ...options }: Input): RectDraft {
  return { ...draft, box: drawBox(draft.from, at, options) };
}

/** A click, and what is no larger, makes nothing. */
export function endRect(draft: RectDraft, input: Input): Step<RectDraft> {
  const { box } = moveRect(draft, input);
  return isDrawn(box, input.scale) ? { state: null, shape: rectOf(box) } : { state: null };
}

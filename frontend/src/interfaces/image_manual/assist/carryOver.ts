/**
 * The shapes of the picture before, as suggestions for the next one of a sequence.
 *
 * What is carried belongs to the page, not to a task: nothing of it is stored before somebody accepts it.
 */
import type { StoredShape } from "../../../geometry/stored";
import { withoutSuggestions } from "./suggestions";

/** A picture as it was left. */
export interface Frame {
  taskHash: number;
  shapes: readonly StoredShape[];
  /** Of the space that the shapes live in. */
  width: number;
  height: number;
  /** Which sequence it belongs to; anything but the same value is another one. */
  sequence: unknown;
}

/** How many pictures are remembered, for those who go back and forth. */
const REMEMBERED = 50;

/** The pictures seen so far, the latest one last, and what was offered for which task. */
export interface Frames {
  seen: readonly Frame[];
  offered: ReadonlyMap<number, Frame>;
}

export const NO_FRAMES: Frames = { seen: [], offered: new Map() };

/** Remember a picture as it is now. */
export function remember(frames: Frames, frame: Frame): Frames {
  const shapes = withoutSuggestions(frame.shapes);
  const others = frames.seen.filter(({ taskHash }) => taskHash !== frame.taskHash);
  return { ...frames, seen: [...others, { ...frame, shapes }].slice(-REMEMBERED) };
}

/**
 * The picture whose shapes are offered for another one. A task gets the same as before when somebody comes back to it.
 *
 * setting: `image_manual_carry_over`: true, or the key of the task that names its sequence. RETURNS: Null if there is
 * none, or it is of another size or sequence.
 */
export function frameBefore(
  frames: Frames,
  next: Omit<Frame, "shapes">,
  setting: boolean | string,
): { frame: Frame | null; frames: Frames } {
  if (setting === false) return { frame: null, frames };
  const known = frames.offered.get(next.taskHash);
  const frame = known ?? frames.seen.findLast(({ taskHash }) => taskHash !== next.taskHash);
  if (!frame || frame.shapes.length === 0 || !isSameSequence(frame, next, setting)) return { frame: null, frames };
  if (known) return { frame, frames };
  const offered = new Map([...frames.offered, [next.taskHash, frame] as const].slice(-REMEMBERED));
  return { frame, frames: { ...frames, offered } };
}

function isSameSequence(frame: Frame, next: Omit<Frame, "shapes">, setting: boolean | string): boolean {
  if (frame.width !== next.width || frame.height !== next.height) return false;
  if (typeof setting !== "string") return true;
  return next.sequence !== undefined && next.sequence !== null && frame.sequence === next.sequence;
}

/** Keys of a shape that say something about its own picture, and nothing about the next one. */
const OWN_KEYS = ["id", "score", "suggested", "locked", "mask"];

/** A shape of the picture before, as one that is suggested for this one. */
export function carried(shape: StoredShape): StoredShape {
  const kept = Object.entries(shape).filter(([key]) => !OWN_KEYS.includes(key));
  return { ...Object.fromEntries(kept), suggested: true };
}

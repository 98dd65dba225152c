/** What the tools are told of a pointer, and what they answer. Each tool is a small machine of its own. */
import type { ImagePoint, Size } from "../../../geometry/points";
import type { Shape } from "../../../geometry/shapes";

export interface Input {
  /** Where the pointer is on the picture; it may be beside it. */
  at: ImagePoint;
  /** CSS px per px of the picture, to tell near from far. */
  scale: number;
  /** Milliseconds. */
  time: number;
  keepsRatio: boolean;
  fromCenter: boolean;
  isTouch: boolean;
  size: Size;
}

/** state: null when the tool is at rest. shape: What is finished. */
export interface Step<State> {
  state: State | null;
  shape?: Shape;
}

/** How near is near enough for a mouse and for a finger (CSS px): half of what is to be hit. */
export const REACH = { mouse: 9, touch: 22 };

export const reachOf = ({ isTouch, scale }: Pick<Input, "isTouch" | "scale">): number =>
  (isTouch ? REACH.touch : REACH.mouse) / scale;

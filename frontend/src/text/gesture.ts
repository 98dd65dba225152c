/**
 * What a pointer does on tokens, as a state machine without the DOM.
 *
 * Mouse and pen: press, drag, release. Touch: a vertical pan scrolls and never selects; a horizontal drag or a long
 * press starts a selection; a tap is reported as such. Positions are positions in the list of tokens, null outside.
 */
import type { TokenRange } from "./alignSpans";
import { rangeBetween } from "./selection";

/** A mouse that moved less than this (px) has clicked, not dragged. */
export const DRAG_MIN_PX = 5;
/** A finger trembles more than a mouse. */
export const TOUCH_MIN_PX = 12;
/** Time until a resting finger starts a selection. */
export const HOLD_MS = 420;

export type Gesture =
  | { kind: "idle" }
  | { kind: "pressed"; anchor: number; x: number; y: number; isTouch: boolean; pansAll: boolean }
  | { kind: "dragging"; anchor: number; focus: number; isTouch: boolean; wasHeld: boolean };

export type GestureInput =
  /** `pansAll`: a finger also moves the text sideways, and selects only after a long press. */
  | { type: "down"; position: number | null; x: number; y: number; isTouch: boolean; pansAll?: boolean }
  | { type: "move"; position: number | null; x: number; y: number }
  | { type: "hold" }
  | { type: "up" }
  | { type: "cancel" };

export type GestureEffect =
  /** The pointer was released after a drag. */
  | { type: "select"; anchor: number; range: TokenRange; isTouch: boolean }
  /** A long press on one token ended where it began. */
  | { type: "hold"; position: number }
  /** A finger touched a token and left it at once. */
  | { type: "tap"; position: number };

export const IDLE: Gesture = { kind: "idle" };

export function stepGesture(state: Gesture, input: GestureInput): [next: Gesture, effect?: GestureEffect] {
  switch (input.type) {
    case "down":
      if (input.position === null) return [IDLE];
      return [
        {
          kind: "pressed",
          anchor: input.position,
          x: input.x,
          y: input.y,
          isTouch: input.isTouch,
          pansAll: input.pansAll ?? false,
        },
      ];
    case "move":
      return [moved(state, input)];
    case "hold":
      if (state.kind !== "pressed" || !state.isTouch) return [state];
      return [{ kind: "dragging", anchor: state.anchor, focus: state.anchor, isTouch: true, wasHeld: true }];
    case "up":
      return [IDLE, released(state)];
    case "cancel":
      return [IDLE];
  }
}

function moved(state: Gesture, input: { position: number | null; x: number; y: number }): Gesture {
  if (state.kind === "dragging") {
    return input.position === null ? state : { ...state, focus: input.position };
  }
  if (state.kind !== "pressed") return state;
  const dx = Math.abs(input.x - state.x);
  const dy = Math.abs(input.y - state.y);
  const focus = input.position ?? state.anchor;
  if (!state.isTouch) {
    return dx < DRAG_MIN_PX && dy < DRAG_MIN_PX && focus === state.anchor
      ? state
      : { kind: "dragging", anchor: state.anchor, focus, isTouch: false, wasHeld: false };
  }
  if (dx < TOUCH_MIN_PX && dy < TOUCH_MIN_PX) return state;
  if (state.pansAll || dx < 2 * dy) return IDLE;
  return { kind: "dragging", anchor: state.anchor, focus, isTouch: true, wasHeld: false };
}

function released(state: Gesture): GestureEffect | undefined {
  if (state.kind === "pressed") return state.isTouch ? { type: "tap", position: state.anchor } : undefined;
  if (state.kind !== "dragging") return undefined;
  if (state.wasHeld && state.anchor === state.focus) return { type: "hold", position: state.anchor };
  const range = rangeBetween(state.anchor, state.focus);
  return { type: "select", anchor: state.anchor, range, isTouch: state.isTouch };
}

/** The tokens to mark while the gesture lasts; null if nothing is selected yet. */
export function previewRange(state: Gesture): TokenRange | null {
  return state.kind === "dragging" ? rangeBetween(state.anchor, state.focus) : null;
}

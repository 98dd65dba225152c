/** What a press on the picture means, before it is known whether it becomes a click or a drag. */
import { isOn, nextOf, shapesAt } from "../../geometry/hit";
import type { Shape } from "../../geometry/shapes";
import { gripAt, type Grip } from "./tools/grip";
import { reachOf, type Input } from "./tools/input";
import type { Mode } from "./modes";

export interface Scene {
  mode: Mode;
  /** By their index in the task's list; null for what can't be drawn or is hidden. */
  shapes: readonly (Shape | null)[];
  isLocked(index: number): boolean;
  /** -1 for none. */
  selected: number;
  hasOpenPolygon: boolean;
  isReadOnly: boolean;
}

export interface Pressed {
  /** Space is held, or it is the middle button. */
  pans: boolean;
  /** Shift: the shape itself is meant, not what is drawn on it. */
  picks: boolean;
  /** The shape whose label was pressed; -1 for none. */
  label: number;
}

/** drag: What happens when the pointer moves. click: What is selected when it doesn't; -1 deselects, null leaves it. */
export interface Meaning {
  drag: { do: "pan" } | { do: "draw" } | { do: "grip"; index: number; grip: Grip } | { do: "nothing" };
  click: number | null;
}

/** Outlines are as wide as a finger, or a bit more than the mouse needs. */
const slackOf = (input: Input) => reachOf(input) / 3;

export function meaningOf(scene: Scene, pressed: Pressed, input: Input): Meaning {
  const { mode, shapes, selected, isLocked } = scene;
  if (pressed.pans) return { drag: { do: "pan" }, click: null };
  if (scene.isReadOnly) return { drag: { do: "pan" }, click: null };
  if (scene.hasOpenPolygon) return { drag: { do: "draw" }, click: null };
  const grab = (index: number, grip: Grip): Meaning["drag"] =>
    isLocked(index) ? { do: mode === "select" ? "pan" : "draw" } : { do: "grip", index, grip };

  const shape = shapes[selected] ?? null;
  const part = shape && !isLocked(selected) ? gripAt(shape, input) : null;
  // Handles lie above labels.
  if (part) return { drag: { do: "grip", index: selected, grip: part }, click: null };
  if (pressed.label >= 0) return { drag: grab(pressed.label, { at: "body" }), click: pressed.label };

  const found = shapesAt(shapes, input.at, slackOf(input));
  const mayPick = mode === "select" || pressed.picks || (input.isTouch && mode !== "polygon");
  const click = mayPick && found.length > 0 ? nextOf(found, selected) : null;
  if (shape && isOn(shape, input.at, slackOf(input))) return { drag: grab(selected, { at: "body" }), click };
  if (mode === "select") {
    if (found.length === 0) return { drag: { do: "pan" }, click: -1 };
    return { drag: grab(found[0]!, { at: "body" }), click };
  }
  // With a fixed ratio a box may begin on another shape; a polygon can't begin with a shape that is picked.
  if (mode === "polygon" && click !== null) return { drag: { do: "nothing" }, click };
  return { drag: { do: "draw" }, click: click ?? -1 };
}

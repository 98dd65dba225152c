/** What is on the card, and what may be done with it: questions to the state that need to know the views. */
import type { Answer } from "../../model/parts";
import { findProblem, type TaskProblem } from "../../model/problem";
import { effectiveConfig, type Task } from "../../model/task";
import type { View } from "../../model/view";
import { isButtonOn } from "../selectors";
import type { State } from "../types";

export type GetView = (viewId: string) => View | undefined;

/** The view of the task on the card: a task may bring its own. */
export function viewIdOf({ config, current }: State): string {
  return effectiveConfig(config, current?.task).view_id;
}

/** Why the task on the card can't be drawn, or null. */
export function problemOf(state: State, getView: GetView): TaskProblem | null {
  const { config, current } = state;
  if (!current) return null;
  const viewId = viewIdOf(state);
  return findProblem(viewId, getView(viewId), current.task, effectiveConfig(config, current.task));
}

/** The view that draws the task; undefined if none can. */
export function drawingView(state: State, getView: GetView): View | undefined {
  return problemOf(state, getView) ? undefined : getView(viewIdOf(state));
}

export function mayAnswer(state: State, kind: Answer, getView: GetView): boolean {
  if (!state.current || state.isValidating || !state.isActive) return false;
  // A task that can't be drawn can always be passed over, and nothing else.
  return problemOf(state, getView) ? kind === "ignore" : isButtonOn(state, kind);
}

/** What opens the next or the last step of the task; null if it has none there. */
export function stepPatch(state: State, by: 1 | -1, getView: GetView): Partial<Task> | null {
  const { config, current } = state;
  if (!current) return null;
  return getView(viewIdOf(state))?.move?.(current.task, effectiveConfig(config, current.task), by) ?? null;
}

/** What becomes of suggestions that nobody has looked at when a task is answered: they are no part of the answer. */
import type { Task } from "../../../model/task";
import { isShapeLike } from "./shapeLike";
import { isSuggested } from "./suggestions";

/** RETURNS: The task without suggested shapes, under whatever key; the same object if there are none. */
export function dropSuggestions(task: Task): Task {
  let finished: Record<string, unknown> | null = null;
  for (const [key, value] of Object.entries(task)) {
    if (!Array.isArray(value) || !value.some(isSuggestion)) continue;
    finished ??= { ...task };
    finished[key] = value.filter((item) => !isSuggestion(item));
  }
  return (finished as Task | null) ?? task;
}

const isSuggestion = (item: unknown) => isSuggested(item) && isShapeLike(item);

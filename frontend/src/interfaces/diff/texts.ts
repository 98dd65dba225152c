/** Whether a task has two texts; both shapes of the data are understood. Loaded with the page. */
import type { Task } from "../../model/task";

/** A text, or an object with one. */
export function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object") return null;
  const { text } = value as { text?: unknown };
  return typeof text === "string" ? text : null;
}

type Content = Record<string, unknown>;

/** The name of the key that a task lacks, in the shape that it seems to have. */
export function missingText(task: Task): string | null {
  const { removed, added, reject, accept } = task as Content;
  if (textOf(added) === null && textOf(accept) === null) return textOf(reject) === null ? "added" : "accept";
  if (textOf(removed) === null && textOf(reject) === null) return textOf(added) === null ? "reject" : "removed";
  return null;
}

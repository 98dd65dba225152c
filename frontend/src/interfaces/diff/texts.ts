/** The two texts of a task; both shapes of the data are understood. */
import type { Task } from "../../model/task";

export interface DiffTexts {
  removed: string;
  added: string;
}

/** A text, or an object with one. */
function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object") return null;
  const { text } = value as { text?: unknown };
  return typeof text === "string" ? text : null;
}

type Content = Record<string, unknown>;

/** `removed` and `added`, or what they are called in comparisons: `reject` and `accept`. */
export function diffTexts(task: Task): DiffTexts | null {
  const { removed, added, reject, accept } = task as Content;
  const before = textOf(removed) ?? textOf(reject);
  const after = textOf(added) ?? textOf(accept);
  return before === null || after === null ? null : { removed: before, added: after };
}

/** The name of the key that a task lacks, in the shape that it seems to have. */
export function missingText(task: Task): string | null {
  const { removed, added, reject, accept } = task as Content;
  if (textOf(added) === null && textOf(accept) === null) return textOf(reject) === null ? "added" : "accept";
  if (textOf(removed) === null && textOf(reject) === null) return textOf(added) === null ? "reject" : "removed";
  return null;
}

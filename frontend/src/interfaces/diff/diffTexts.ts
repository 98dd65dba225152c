/** The two texts of a task. */
import type { Task } from "../../model/task";
import { textOf } from "./texts";

export interface DiffTexts {
  removed: string;
  added: string;
}

/** `removed` and `added`, or what they are called in comparisons: `reject` and `accept`. */
export function diffTexts(task: Task): DiffTexts | null {
  const { removed, added, reject, accept } = task as Record<string, unknown>;
  const before = textOf(removed) ?? textOf(reject);
  const after = textOf(added) ?? textOf(accept);
  return before === null || after === null ? null : { removed: before, added: after };
}

/** What an edit has changed: only that is sent, so that everything else stays as it is stored, digit by digit. */
import type { Task } from "../../model/task";

export interface Changes {
  set: Partial<Task>;
  unset: string[];
}

export function findChanges(before: Task, after: Task): Changes {
  const set: Partial<Task> = {};
  const unset: string[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (key.startsWith("_")) continue;
    if (after[key] === undefined) {
      if (before[key] !== undefined) unset.push(key);
    } else if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) {
      set[key] = after[key];
    }
  }
  return { set, unset };
}

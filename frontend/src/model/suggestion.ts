/** What a model suggested for a task (key "suggestion"), and whether an answer says the same. */
import { isSame } from "./json";
import type { Task } from "./task";

export type Agreement = "same" | "different";

type Fields = Record<string, unknown>;

/** RETURNS what the model said, unless nothing is known of it. */
export function readSuggestion({ suggestion }: Task): Fields | null {
  return typeof suggestion === "object" && suggestion !== null && !Array.isArray(suggestion)
    ? (suggestion as Fields)
    : null;
}

/** RETURNS whether a task says what its suggestion says, in what the model decided; null if it decided nothing. */
export function compareWithSuggestion(task: Task): Agreement | null {
  const suggestion = readSuggestion(task);
  const key = suggestion && ["preferred", "accept", "spans"].find((name) => name in suggestion);
  if (!suggestion || !key) return null;
  const nothing = Array.isArray(suggestion[key]) ? [] : null;
  const isEqual = isSame(pick(task[key] ?? nothing), pick(suggestion[key]));
  return isEqual && (key !== "preferred" || (task.tie === true) === (suggestion.tie === true)) ? "same" : "different";
}

/** What counts: of spans where they are and their labels, in any order. */
function pick(value: unknown): unknown {
  if (!Array.isArray(value)) return value ?? null;
  return value.map((item) => JSON.stringify(isSpan(item) ? [item.start, item.end, item.label ?? null] : item)).sort();
}

function isSpan(item: unknown): item is Fields {
  return typeof item === "object" && item !== null && "start" in item && "end" in item;
}

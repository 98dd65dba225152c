import type { Answer } from "./parts";

/**
 * Fields write to the task with a short delay. Before anything looks at the task as a whole, such
 * as an answer, they hand over what they still hold, and before it is accepted they may object.
 */
/** `answer` is what the task is about to be answered with; undefined if it isn't. */
type Write = (answer?: Answer) => void;
/** Keys of the messages that say what is missing. */
export type Missing =
  | "fields_invalid"
  | "selection_unlabelled"
  | "shape_unlabelled"
  | "shape_unfinished"
  | "image_not_loaded"
  | "preference_missing"
  | "rating_missing"
  | "reason_missing";
type Check = () => true | Missing;

const pending = new Set<Write>();
const checks = new Set<Check>();

/** Registers a function that writes what a field holds back. Returns the way to unregister it. */
export function onFlush(write: Write): () => void {
  pending.add(write);
  return () => pending.delete(write);
}

export function flushInputs(answer?: Answer): void {
  for (const write of [...pending]) write(answer);
}

/** Registers a function that says whether fields are filled in correctly, and shows where not. */
export function onCheck(check: Check): () => void {
  checks.add(check);
  return () => checks.delete(check);
}

/** RETURNS: The keys of the messages that say what is missing, each once. */
export function checkInputs(): Missing[] {
  const found = [...checks].map((check) => check());
  return [...new Set(found.filter((result) => result !== true))];
}

/**
 * Fields write to the task with a short delay. Before anything looks at the task as a whole, such
 * as an answer, they hand over what they still hold, and before it is accepted they may object.
 */
const pending = new Set<() => void>();
const checks = new Set<() => boolean>();

/** Registers a function that writes what a field holds back. Returns the way to unregister it. */
export function onFlush(write: () => void): () => void {
  pending.add(write);
  return () => pending.delete(write);
}

export function flushInputs(): void {
  for (const write of [...pending]) write();
}

/** Registers a function that says whether fields are filled in correctly, and shows where not. */
export function onCheck(check: () => boolean): () => void {
  checks.add(check);
  return () => checks.delete(check);
}

export function checkInputs(): boolean {
  return [...checks].map((check) => check()).every(Boolean);
}

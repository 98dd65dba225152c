/**
 * Fields write to the task with a short delay. Before anything looks at the task as a whole, such
 * as an answer, they hand over what they still hold.
 */
const pending = new Set<() => void>();

/** Registers a function that writes what a field holds back. Returns the way to unregister it. */
export function onFlush(write: () => void): () => void {
  pending.add(write);
  return () => pending.delete(write);
}

export function flushInputs(): void {
  for (const write of [...pending]) write();
}

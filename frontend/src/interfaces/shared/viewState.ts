/**
 * State of a view that outlives the task: the active label, toggles of a toolbar.
 *
 * Cards are mounted afresh for every task, so component state would be lost. Nothing here belongs to an answer.
 */
import { useCallback, useSyncExternalStore } from "react";

const values = new Map<string, unknown>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setViewState(key: string, value: unknown): void {
  if (Object.is(values.get(key), value)) return;
  values.set(key, value);
  for (const listener of [...listeners]) listener();
}

/** For tests: forget everything. */
export function clearViewState(): void {
  values.clear();
  for (const listener of [...listeners]) listener();
}

/** Like useState, but shared by all cards that use the same key. */
export function useViewState<T>(key: string, initial: T): [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => (values.has(key) ? (values.get(key) as T) : initial));
  const set = useCallback((next: T) => setViewState(key, next), [key]);
  return [value, set];
}

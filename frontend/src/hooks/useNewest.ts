import { useInsertionEffect, useRef, type RefObject } from "react";

/**
 * A value for listeners that are attached once: its `current` is that of the last drawing that was shown.
 *
 * It is set before all other effects, so that those already see it. Not for drawing: that would see an old one.
 */
export function useNewest<T>(value: T): RefObject<T> {
  const newest = useRef(value);
  useInsertionEffect(() => {
    newest.current = value;
  });
  return newest;
}

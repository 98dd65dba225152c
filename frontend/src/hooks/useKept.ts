import { useState } from "react";

interface Kept<T> {
  inputs: readonly unknown[];
  value: T;
}

/**
 * Like useMemo, but what is made may keep parts of what was made before, so that only what has changed is drawn anew.
 *
 * make: Gets the last result, undefined at first. inputs: Everything that `make` reads; the same objects in both passes
 * of a drawing, so nothing that the component makes anew each time.
 */
export function useKept<T>(make: (before: T | undefined) => T, inputs: readonly unknown[]): T {
  const [kept, setKept] = useState<Kept<T>>(() => ({ inputs, value: make(undefined) }));
  if (inputs.every((input, i) => Object.is(input, kept.inputs[i]))) return kept.value;
  const value = make(kept.value);
  // React draws the component again at once, before its children: that is how a drawing may remember something.
  setKept({ inputs, value });
  return value;
}

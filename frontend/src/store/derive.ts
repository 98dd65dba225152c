/** Selectors that make something. */
import type { State } from "./types";

type Part = keyof State;

/** A selector that makes something: the same object again as long as the parts of the state it reads are the same. */
export function derive<K extends Part, T>(
  parts: readonly K[],
  make: (state: Pick<State, K>) => T,
): (state: State) => T {
  let last: { from: State; made: T } | null = null;
  return (state) => {
    const before = last;
    if (before && parts.every((part) => before.from[part] === state[part])) return before.made;
    last = { from: state, made: make(state) };
    return last.made;
  };
}

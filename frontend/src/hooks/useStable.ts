import { useCallback } from "react";
import { useNewest } from "./useNewest";

/**
 * A function that stays the same for as long as the component is there and calls the newest one, so that parts which
 * get it are not drawn anew. For events only: while drawing it would call an old one.
 */
export function useStable<Args extends unknown[], Result>(run: (...args: Args) => Result): (...args: Args) => Result {
  const newest = useNewest(run);
  return useCallback((...args: Args) => newest.current(...args), [newest]);
}

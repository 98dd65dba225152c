/** Accepts a moment after an option was chosen, where one choice is all that is asked for. */
import { useEffect, useRef } from "react";
import { useStable } from "../../hooks/useStable";

type Id = string | number;

/** Long enough to see which option was taken, short enough not to wait for. */
export const AUTO_ACCEPT_MS = 120;

export interface AutoAccept {
  /** It was chosen just now, and the answer follows: a second click on it is the rest of a double-click. */
  isWaiting(id: Id): boolean;
  /** Another choice takes the place of the one before; null: none that answers. */
  wait(id: Id | null): void;
}

export function useAutoAccept(isOn: boolean, accept: () => void): AutoAccept {
  const timer = useRef<number>(undefined);
  const chosen = useRef<Id | null>(null);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const finish = useStable(() => {
    chosen.current = null;
    accept();
  });
  return {
    isWaiting: (id) => chosen.current === id,
    wait(id) {
      window.clearTimeout(timer.current);
      chosen.current = isOn ? id : null;
      if (chosen.current !== null) timer.current = window.setTimeout(finish, AUTO_ACCEPT_MS);
    },
  };
}

/** Accepts a moment after an option was chosen, where one choice is all that is asked for. */
import { useEffect, useRef } from "react";
import { useStable } from "../../hooks/useStable";
import type { Option } from "../../model/parts";

/** Long enough to see which option was taken, short enough not to wait for. */
export const AUTO_ACCEPT_MS = 120;

export interface AutoAccept {
  /** The option was chosen just now, and the answer follows: a second click on it is the rest of a double-click. */
  isWaiting(option: Option): boolean;
  /** Another choice takes the place of the one before; null: none that answers. */
  wait(option: Option | null): void;
}

export function useAutoAccept(isOn: boolean, accept: () => void): AutoAccept {
  const timer = useRef<number>(undefined);
  const chosen = useRef<Option["id"] | null>(null);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const finish = useStable(() => {
    chosen.current = null;
    accept();
  });
  return {
    isWaiting: ({ id }) => chosen.current === id,
    wait(option) {
      window.clearTimeout(timer.current);
      chosen.current = isOn ? (option?.id ?? null) : null;
      if (chosen.current !== null) timer.current = window.setTimeout(finish, AUTO_ACCEPT_MS);
    },
  };
}

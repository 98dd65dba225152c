/** When to do something that may cost more than a frame: at once, or in a free moment after a rest. */
import { Timer } from "./context";

/** Rest until it is done, and how long the browser may look for a free moment after it (ms). */
export const REST_MS = 120;
export const FREE_MS = 250;

export interface RestTimer {
  /** Does it now. */
  now(): void;
  /** Does it soon; calls meanwhile change nothing. */
  wait(): void;
  /** Does it now if it waits. */
  hurry(): void;
}

export function restTimer(callback: () => void): RestTimer {
  const rest = new Timer();
  /** The request for a free moment; 0 is none. */
  let free = 0;

  function now(): void {
    rest.stop();
    if (free) cancelIdleCallback(free);
    free = 0;
    callback();
  }

  return {
    now,
    wait() {
      if (rest.isRunning || free) return;
      rest.start(REST_MS, () => {
        if (typeof requestIdleCallback !== "function") return now();
        free = requestIdleCallback(now, { timeout: FREE_MS });
      });
    },
    hurry() {
      if (rest.isRunning || free) now();
    },
  };
}

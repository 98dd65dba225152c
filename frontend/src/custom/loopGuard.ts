/** Listeners of `prodigyupdate` that update the task again: now and then is fine, without end is not. */

/** More updates than this from within listeners are taken for an endless loop. */
export const MAX_NESTED = 50;

export interface LoopGuard {
  /** One more event. False if there were too many without a pause. */
  mayNest(): boolean;
  isStopped(): boolean;
}

export function loopGuard(): LoopGuard {
  let nested = 0;
  return {
    mayNest() {
      if (nested === 0) setTimeout(() => (nested = 0), 0);
      if (++nested <= MAX_NESTED) return true;
      if (nested === MAX_NESTED + 1) {
        console.error("prodigy.update() was called again and again by a listener of prodigyupdate.");
      }
      return false;
    },
    isStopped: () => nested > MAX_NESTED,
  };
}

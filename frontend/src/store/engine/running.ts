/**
 * Runs effects after changes of the state, once for all changes of the same moment.
 *
 * They run in a microtask, so that listeners of `prodigyanswer` can still add keys to an answer before it is posted.
 */
import type { Store } from "../createStore";
import type { Effect } from "../effects/context";

export interface Running {
  /** In the order in which they run. What is added later runs after these. */
  add(...effects: Effect[]): void;
  /** Called once when everything stops, or at once if it has. */
  onStop(...cleanups: (() => void)[]): void;
  /** Runs all of them now, and from now on after each change. */
  start(): void;
  stop(): void;
}

export function makeRunning(store: Store): Running {
  const effects: Effect[] = [];
  const cleanups: (() => void)[] = [];
  let isScheduled = false;
  let isStopped = false;

  function runAll(): void {
    isScheduled = false;
    if (isStopped) return;
    for (const effect of effects) effect.run();
  }

  return {
    add: (...more) => void effects.push(...more),
    onStop(...more) {
      if (!isStopped) cleanups.push(...more);
      else for (const cleanup of more) cleanup();
    },
    start() {
      if (isStopped) return;
      const unsubscribe = store.subscribe(() => {
        if (isScheduled) return;
        isScheduled = true;
        queueMicrotask(runAll);
      });
      cleanups.push(unsubscribe);
      for (const effect of effects) effect.run();
    },
    stop() {
      isStopped = true;
      for (const effect of effects) effect.stop?.();
      for (const cleanup of cleanups.splice(0)) cleanup();
    },
  };
}

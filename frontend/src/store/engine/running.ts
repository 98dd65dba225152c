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
  /** Called once when everything stops. */
  onStop(...cleanups: (() => void)[]): void;
  /** Runs all of them now, and from now on after each change. */
  start(): void;
  stop(): void;
}

export function makeRunning(store: Store): Running {
  const effects: Effect[] = [];
  const cleanups: (() => void)[] = [];
  let isScheduled = false;

  function runAll(): void {
    isScheduled = false;
    for (const effect of effects) effect.run();
  }

  return {
    add: (...more) => void effects.push(...more),
    onStop: (...more) => void cleanups.push(...more),
    start() {
      const unsubscribe = store.subscribe(() => {
        if (isScheduled) return;
        isScheduled = true;
        queueMicrotask(runAll);
      });
      cleanups.push(unsubscribe);
      for (const effect of effects) effect.run();
    },
    stop() {
      for (const effect of effects) effect.stop?.();
      for (const cleanup of cleanups.splice(0)) cleanup();
    },
  };
}

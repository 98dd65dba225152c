/** Sends answers that wait although nobody works: after a while, and at once when all is done. */
import { Timer, type Effect, type EffectContext } from "./context";

const EXHAUSTED_MS = 1_000;

export function autosave({ store }: Pick<EffectContext, "store">): Effect {
  const timer = new Timer();
  let seen = store.getState();

  function save(): void {
    store.dispatch({ type: "saveRequested" });
  }

  return {
    run() {
      const state = store.getState();
      const isIdle = state.unsent === seen.unsent && state.current === seen.current;
      const isDone = state.isExhausted && !state.current;
      const wasDone = seen.isExhausted && !seen.current;
      seen = state;
      if (!state.unsent.length || !state.isActive) return timer.stop();
      if (isIdle && isDone === wasDone && timer.isRunning) return;
      const seconds = state.config.autosave_seconds;
      if (isDone) timer.start(EXHAUSTED_MS, save);
      else if (seconds > 0) timer.start(seconds * 1000, save);
      else timer.stop();
    },
    stop: () => timer.end(),
  };
}

/** Asks for the figures: which answers of an earlier page are in them, and what others have done meanwhile. */
import type { Task } from "../../model/task";
import { doubtful, momentOf } from "../figures";
import { backOff } from "../notices";
import { dueAnswers } from "../outbox";
import { sessionOf, Timer, type Effect, type EffectContext } from "./context";

export interface Counting extends Effect {
  refresh(): void;
}

export function counting(context: EffectContext): Counting {
  const { store, client } = context;
  const pause = new Timer();
  let isBusy = false;
  let failures = 0;

  async function ask(): Promise<void> {
    const state = store.getState();
    const isAsking = state.doubt !== null;
    const moment = momentOf(state, isAsking);
    const pending = doubtful(state).map(({ task }) => hashesOf(task));
    isBusy = true;
    try {
      const { answered, ...counts } = await client.getFigures(sessionOf(context), pending);
      failures = 0;
      store.dispatch({ type: "counted", counts, moment, ...(isAsking && { answered }) });
    } catch {
      // The figures stay away until somebody knows; answers don't wait for them.
      pause.start(backOff(++failures, true), run);
    } finally {
      isBusy = false;
    }
  }

  function run(): void {
    const state = store.getState();
    // What leaves now, or has left under its old number, is told by its confirmation.
    if (!state.doubt || state.inflight || dueAnswers(state).length) return;
    if (!isBusy && !pause.isRunning) void ask();
  }

  return {
    run,
    refresh() {
      if (!isBusy) void ask();
    },
    stop: () => pause.end(),
  };
}

function hashesOf({ _task_hash, _task_digest }: Task): Partial<Task> {
  return { _task_hash, _task_digest };
}

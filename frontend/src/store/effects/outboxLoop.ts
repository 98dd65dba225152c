/** Posts answers that are due, one batch after the other, and tries again when that fails. */
import { backOff, errorNotice, isOfflineError } from "../notices";
import { dueAnswers, toPayload } from "../outbox";
import { sessionOf, Timer, type Effect, type EffectContext } from "./context";

export interface OutboxLoop extends Effect {
  retry(): void;
}

export interface OutboxOptions {
  onStored(count: number): void;
  onFailed(error: unknown): void;
}

export function outboxLoop(context: EffectContext, options: OutboxOptions): OutboxLoop {
  const { store, client, newId } = context;
  const pause = new Timer();

  async function post(): Promise<void> {
    const due = dueAnswers(store.getState());
    const [first] = due;
    if (!first || pause.isRunning || pause.isEnded) return;
    const batchId = first.batchId ?? newId();
    store.dispatch({ type: "postStarted", batchId, seqs: due.map(({ seq }) => seq) });
    try {
      const { withdrawn } = store.getState();
      const counts = await client.giveAnswers(due.map(toPayload), sessionOf(context), batchId, withdrawn);
      store.dispatch({ type: "postSucceeded", counts });
      if (counts.notice) {
        const notice = { id: "server", kind: "info", title: "notice", isCalm: true, text: counts.notice } as const;
        store.dispatch({ type: "noticed", notice });
      }
      options.onStored(due.length);
    } catch (error) {
      const isOffline = isOfflineError(error);
      pause.start(backOff(store.getState().failures + 1, isOffline), run);
      const notice = isOffline ? null : errorNotice("post", error, "retry_post");
      store.dispatch({ type: "postFailed", notice, isOffline });
      options.onFailed(error);
    }
  }

  function run(): void {
    void post();
  }

  return {
    run,
    retry() {
      pause.stop();
      run();
    },
    stop: () => pause.end(),
  };
}

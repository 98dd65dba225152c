/** Keeps the queue filled: one request at a time, again while the server prepares, later when empty. */
import { momentOf } from "../figures";
import { backOff, errorNotice, isOfflineError } from "../notices";
import { taskKey } from "../../model/task";
import { heldHashes, heldKeys, needsFetch } from "../queue";
import { sessionOf, Timer, type Effect, type EffectContext } from "./context";

const POLL_FIRST_MS = 20_000;
const POLL_LAST_MS = 300_000;
/** Between two requests when the first brought nothing new; the server itself waits up to 10 s. */
const BREATH_MS = 250;

export interface FetchLoop extends Effect {
  retry(): void;
}

export function fetchLoop(context: EffectContext): FetchLoop {
  const { store, client, sessionName } = context;
  const pause = new Timer();
  const poll = new Timer();
  let failures = 0;
  let polls = 0;
  let postedAtPoll = 0;

  async function fetchTasks(): Promise<void> {
    const state = store.getState();
    const generation = state.fetchGeneration;
    const before = heldKeys(state);
    const moment = momentOf(state);
    store.dispatch({ type: "fetchStarted" });
    try {
      const {
        tasks,
        preparing,
        prefetch = 0,
        ...counts
      } = await client.getQuestions({ isNamed: sessionName !== null, sessionId: state.sessionId }, heldHashes(state));
      failures = 0;
      if (tasks.length) polls = 0;
      // Nothing new, although there is something: don't ask in a tight loop.
      const isNew = tasks.some((task) => !before.has(taskKey(task)));
      if (!isNew) pause.start(tasks.length ? backOff(1) : BREATH_MS, run);
      const isPreparing = preparing === true;
      store.dispatch({ type: "tasksReceived", generation, tasks, isPreparing, prefetch, counts, moment });
      if (!tasks.length && !isPreparing) void countOthers();
    } catch (error) {
      const isOffline = isOfflineError(error);
      pause.start(backOff(++failures, isOffline), run);
      // With work on the card a hiccup is no news; it shows when the card is empty or it goes on.
      const isQuiet = isOffline || (store.getState().current !== null && failures < 3);
      const notice = isQuiet ? null : errorNotice("fetch", error, "retry_fetch");
      store.dispatch({ type: "fetchFailed", generation, notice, isOffline });
    }
  }

  /** So that whoever gets nothing knows whether to wait. */
  async function countOthers(): Promise<void> {
    const count = await client.getStatus(sessionOf(context)).then(
      ({ n_waiting_others, n_open_others }) => n_waiting_others + n_open_others,
      () => null,
    );
    store.dispatch({ type: "othersCounted", count });
  }

  function run(): void {
    if (pause.isEnded) return;
    const state = store.getState();
    if (needsFetch(state) && !pause.isRunning) void fetchTasks();
    if (!state.isExhausted || !state.isActive) {
      poll.stop();
    } else if (state.posted !== postedAtPoll) {
      // Stored answers may have freed or created tasks.
      postedAtPoll = state.posted;
      polls = 0;
      poll.start(BREATH_MS, () => store.dispatch({ type: "pollAgain" }));
    } else if (!poll.isRunning) {
      const delay = Math.min(POLL_FIRST_MS * 2 ** polls++, POLL_LAST_MS);
      poll.start(delay, () => store.dispatch({ type: "pollAgain" }));
    }
  }

  return {
    run,
    retry() {
      pause.stop();
      polls = 0;
      if (store.getState().isExhausted) store.dispatch({ type: "pollAgain" });
      run();
    },
    stop() {
      pause.end();
      poll.end();
    },
  };
}

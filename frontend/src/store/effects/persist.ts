/**
 * Mirrors everything that must survive a reload into the browser's database: the outbox, the task on the card with its
 * edits, the queue and the changeable history. What the records look like is in records.ts.
 *
 * Writes follow each other; changes meanwhile go into the next one. Answers are written at once. Edits of the card wait
 * for a moment of rest, because copying a long document takes longer than a frame; they never wait when the page is
 * about to go away.
 */
import type { State } from "../types";
import type { Effect, EffectContext } from "./context";
import { makeRecords } from "./records";
import { restTimer } from "./restTimer";
import type { Storage } from "./storage";

export { restore } from "./records";

export interface Persistence extends Effect {
  /** Writes what waits. Resolves to the numbers of the answers that are nowhere but in this page. */
  settled(): Promise<number[]>;
}

export interface PersistOptions {
  /** The key of a record that is there as soon as another tab owns the session. */
  fence?: string | undefined;
  /** Another tab owns the session, so that nothing more can be written. */
  onRefused(): void;
}

export function persist(
  { store, sessionName }: Pick<EffectContext, "store" | "sessionName">,
  storage: Storage,
  { fence, onRefused }: PersistOptions,
): Persistence {
  const records = makeRecords(sessionName);
  let stored = seqsOf(store.getState());
  let isRefused = false;
  let saved: State | null = null;
  /** The last state of this page as long as it was the one that works on the session. */
  let latest: State | null = null;
  let writing: Promise<void> | null = null;
  let isWriting = false;

  async function write(): Promise<void> {
    isWriting = true;
    try {
      while (latest && saved !== latest && (await writeState(latest)));
    } finally {
      isWriting = false;
    }
  }

  /** False: nothing more can be written. */
  async function writeState(state: State): Promise<boolean> {
    if (state.isStorageBroken || isRefused) return false;
    if (isWorthWriting(saved, state)) {
      const { puts, deletes, done } = records.changes(state);
      try {
        isRefused = !(await storage.change(puts, deletes, fence));
      } catch (error) {
        console.warn("This browser does not store unsent answers; they last until a reload.", error);
        store.dispatch({ type: "storageBroke" });
        return false;
      }
      if (isRefused) {
        onRefused();
        return false;
      }
      done();
      stored = seqsOf(state);
    }
    saved = state;
    return true;
  }

  const timer = restTimer(() => {
    if (!isWriting) writing = write();
  });
  const leaving = new AbortController();
  window.addEventListener("pagehide", timer.hurry, { signal: leaving.signal });
  document.addEventListener("visibilitychange", timer.hurry, { signal: leaving.signal });

  return {
    run() {
      const state = store.getState();
      // Another tab goes on from what is stored: what still waits belongs to that.
      if (!state.isActive) return timer.hurry();
      latest = state;
      if (isEdit(saved, state)) timer.wait();
      else timer.now();
    },
    stop() {
      leaving.abort();
      timer.hurry();
    },
    async settled() {
      timer.hurry();
      await writing;
      return [...seqsOf(store.getState())].filter((seq) => !stored.has(seq));
    },
  };
}

/** The numbers of all answers that the server may not have. */
function seqsOf({ unsent, inflight }: State): Set<number> {
  return new Set([...(inflight?.answers ?? []), ...unsent].map(({ seq }) => seq));
}

/** Nothing has changed but the task on the card. */
function isEdit(before: State | null, after: State): boolean {
  if (before === null || before.current?.key !== after.current?.key) return false;
  return !isWorthWriting({ ...before, current: after.current }, after);
}

const WRITTEN = ["current", "queue", "unsent", "inflight", "withdrawn", "sentRecent"] as const;

function isWorthWriting(before: State | null, after: State): boolean {
  return before === null || WRITTEN.some((part) => before[part] !== after[part]);
}

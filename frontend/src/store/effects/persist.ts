/**
 * Mirrors everything that must survive a reload into the browser's database: the outbox, the task
 * on the card with its edits, the queue and the changeable history.
 *
 * Every task is a record of its own, because tasks can hold whole images: an answer then writes a
 * small index and nothing else. Writes follow each other; changes meanwhile go into the next one.
 *
 * Answers are written at once. Edits of the card wait for a moment of rest, because copying a long
 * document takes longer than a frame; they never wait when the page is about to go away.
 */
import type { Restored } from "../actions";
import { isSame } from "../../model/json";
import type { Answered, Item, State } from "../types";
import { scopeOf, Timer, type Effect, type EffectContext } from "./context";
import type { Storage } from "./storage";

const FORMAT = 1;
/** Rest after an edit until it is written, and how long the browser may look for a free moment (ms). */
const REST_MS = 120;
const FREE_MS = 250;

type StoredItem = Pick<Item, "key" | "task" | "original" | "stored" | "isTried">;
type StoredAnswer = Omit<Answered, "item"> & { key: number };

interface Index {
  format: number;
  /** Of the recipe that the queue belongs to. */
  fingerprint: string;
  current: number | null;
  /** The task on the card was edited. */
  isEdited: boolean;
  queue: number[];
  /** Tasks of the queue that were edited: drafts, which are worth keeping after a restart too. */
  edited: number[];
  unsent: StoredAnswer[];
  sentRecent: StoredAnswer[];
  nextKey: number;
  nextSeq: number;
}

/** A queue is only worth restoring for the same run of the same recipe. */
function fingerprint({ config }: State): string {
  const { instance, recipe_name, view_id, labels } = config;
  return JSON.stringify([instance ?? null, recipe_name ?? null, view_id, labels ?? null]);
}

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
  const written = new Map<number, Item>();
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
      await writeChanges();
    } finally {
      isWriting = false;
    }
  }

  async function writeChanges(): Promise<void> {
    while (latest && saved !== latest) {
      const state: State = latest;
      if (state.isStorageBroken || isRefused) return;
      if (!isWorthWriting(saved, state)) {
        saved = state;
        continue;
      }
      const scope = scopeOf(state, sessionName);
      const items = allItems(state);
      const keys = new Set(items.map(({ key }) => key));
      const changed = items.filter((item) => written.get(item.key) !== item);
      const gone = [...written.keys()].filter((key) => !keys.has(key));
      try {
        const isDone = await storage.change(
          [
            ...changed.map((item): [string, unknown] => [itemKey(scope, item.key), toStored(item)]),
            [indexKey(scope), makeIndex(state)],
          ],
          gone.map((key) => itemKey(scope, key)),
          fence,
        );
        if (!isDone) {
          isRefused = true;
          return onRefused();
        }
      } catch (error) {
        console.warn("This browser does not store unsent answers; they last until a reload.", error);
        store.dispatch({ type: "storageBroke" });
        return;
      }
      for (const item of changed) written.set(item.key, item);
      for (const key of gone) written.delete(key);
      saved = state;
      stored = seqsOf(state);
    }
  }

  const rest = new Timer();
  let free = 0;

  function writeNow(): void {
    rest.stop();
    if (free) cancelIdleCallback(free);
    free = 0;
    if (!isWriting) writing = write();
  }

  function writeSoon(): void {
    if (rest.isRunning || free) return;
    rest.start(REST_MS, () => {
      if (typeof requestIdleCallback !== "function") return writeNow();
      free = requestIdleCallback(writeNow, { timeout: FREE_MS });
    });
  }

  const leaving = new AbortController();
  const onLeave = () => {
    if (rest.isRunning || free) writeNow();
  };
  window.addEventListener("pagehide", onLeave, { signal: leaving.signal });
  document.addEventListener("visibilitychange", onLeave, { signal: leaving.signal });

  return {
    run() {
      const state = store.getState();
      // Another tab goes on from what is stored: what still waits belongs to that.
      if (!state.isActive) return onLeave();
      latest = state;
      if (isEdit(saved, state)) writeSoon();
      else writeNow();
    },
    stop() {
      leaving.abort();
      onLeave();
    },
    async settled() {
      onLeave();
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

function isWorthWriting(before: State | null, after: State): boolean {
  return (
    before === null ||
    before.current !== after.current ||
    before.queue !== after.queue ||
    before.unsent !== after.unsent ||
    before.inflight !== after.inflight ||
    before.sentRecent !== after.sentRecent
  );
}

/** Reads back what an earlier page left; null if there is nothing. */
export async function restore(state: State, sessionName: string | null, storage: Storage): Promise<Restored | null> {
  const scope = scopeOf(state, sessionName);
  const [index] = await storage.get<Index>([indexKey(scope)]);
  if (!index || index.format !== FORMAT) return null;
  const isSameRun = index.fingerprint === fingerprint(state);
  const keepCurrent = index.current !== null && (isSameRun || index.isEdited);
  const queue = isSameRun ? index.queue : (index.edited ?? []);
  const answers = [...index.unsent, ...index.sentRecent];
  const wanted = [...(keepCurrent ? [index.current!] : []), ...queue, ...answers.map((a) => a.key)];
  const records = await storage.get<StoredItem>(wanted.map((key) => itemKey(scope, key)));
  const items = new Map<number, Item>();
  for (const record of records) {
    if (record) items.set(record.key, { ...ofRun(record, isSameRun), past: [], future: [] });
  }
  const toAnswered = ({ key, ...rest }: StoredAnswer): Answered[] => {
    const item = items.get(key);
    return item ? [{ ...rest, item }] : [];
  };
  const toSent = (stored: StoredAnswer) => toAnswered(isSameRun ? stored : { ...stored, isEarlier: true });
  return {
    current: (keepCurrent && items.get(index.current!)) || null,
    queue: queue.flatMap((key) => items.get(key) ?? []),
    unsent: index.unsent.flatMap(toAnswered),
    // Nobody's session is another one after a restart, and would get a second answer to the task.
    sentRecent: state.config.edit_sent && (isSameRun || sessionName) ? index.sentRecent.flatMap(toSent) : [],
    nextKey: index.nextKey,
    nextSeq: index.nextSeq,
    // Without a current task the head of the queue takes its place.
    isEdited: keepCurrent ? index.isEdited : (index.edited ?? []).includes(queue[0] ?? -1),
  };
}

/** After a restart of the server, what was stored before is of an earlier run. */
function ofRun(record: StoredItem, isSameRun: boolean): StoredItem {
  return isSameRun || record.stored === undefined ? record : { ...record, stored: null };
}

const itemKey = (scope: string, key: number) => `item ${scope} ${key}`;
const indexKey = (scope: string) => `index ${scope}`;

function allItems({ current, queue, unsent, inflight, sentRecent }: State): Item[] {
  const answered = [...(inflight?.answers ?? []), ...unsent, ...sentRecent];
  return [...(current ? [current] : []), ...queue, ...answered.map(({ item }) => item)];
}

function toStored({ key, task, original, stored, isTried }: Item): StoredItem {
  return { key, task, original, stored, isTried };
}

/** After a reload the two are copies, so that only their content tells. */
function isEdited({ task, original }: Item): boolean {
  return task !== original && !isSame(task, original);
}

function makeIndex(state: State): Index {
  const toStoredAnswer = ({ item, ...rest }: Answered): StoredAnswer => ({ ...rest, key: item.key });
  const { current, inflight } = state;
  return {
    format: FORMAT,
    fingerprint: fingerprint(state),
    current: current?.key ?? null,
    isEdited: current !== null && isEdited(current),
    queue: state.queue.map(({ key }) => key),
    edited: state.queue.filter(isEdited).map(({ key }) => key),
    // A batch under way may not arrive: it is at the front of the outbox, with its id.
    unsent: [...(inflight?.answers ?? []), ...state.unsent].map(toStoredAnswer),
    sentRecent: state.sentRecent.map(toStoredAnswer),
    nextKey: state.nextKey,
    nextSeq: state.nextSeq,
  };
}

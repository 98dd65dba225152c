/**
 * What the browser keeps of a page, as plain records: one for each task, because tasks can hold whole images, and an
 * index that says where they are. An answer then changes a small index and nothing else.
 */
import type { Restored } from "../actions";
import { isEdited } from "../edits";
import type { Answered, Item, State } from "../types";
import { scopeOf } from "./context";
import type { Storage } from "./storage";

const FORMAT = 1;

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
  /** Missing in what was written before there was any. */
  withdrawn?: readonly string[];
  nextKey: number;
  nextSeq: number;
}

/** What leads from one state to the next in the storage. */
export interface Changes {
  puts: [key: string, value: unknown][];
  deletes: string[];
  /** Called when they are written. */
  done(): void;
}

/** Compares states with what was written before. */
export function makeRecords(sessionName: string | null) {
  const written = new Map<number, Item>();
  return {
    changes(state: State): Changes {
      const scope = scopeOf(state, sessionName);
      const items = allItems(state);
      const keys = new Set(items.map(({ key }) => key));
      const changed = items.filter((item) => written.get(item.key) !== item);
      const gone = [...written.keys()].filter((key) => !keys.has(key));
      const puts = changed.map((item): [string, unknown] => [itemKey(scope, item.key), toStored(item)]);
      return {
        puts: [...puts, [indexKey(scope), makeIndex(state)]],
        deletes: gone.map((key) => itemKey(scope, key)),
        done() {
          for (const item of changed) written.set(item.key, item);
          for (const key of gone) written.delete(key);
        },
      };
    },
  };
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
    withdrawn: index.withdrawn ?? [],
    nextKey: index.nextKey,
    nextSeq: index.nextSeq,
    // Without a current task the head of the queue takes its place.
    isEdited: keepCurrent ? index.isEdited : (index.edited ?? []).includes(queue[0] ?? -1),
  };
}

/** A queue is only worth restoring for the same run of the same recipe. */
function fingerprint({ config }: State): string {
  const { instance, recipe_name, view_id, labels } = config;
  return JSON.stringify([instance ?? null, recipe_name ?? null, view_id, labels ?? null]);
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
    withdrawn: state.withdrawn,
    nextKey: state.nextKey,
    nextSeq: state.nextSeq,
  };
}

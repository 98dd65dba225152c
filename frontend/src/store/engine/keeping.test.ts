import { beforeEach, describe, expect, it, vi } from "vitest";
import { onFlush } from "../../model/pendingInputs";
import { makeTask } from "../../testing/fakeServer";
import { answeredAction, receivedAction, startedAction } from "../../testing/storeActions";
import { createStore, type Store } from "../createStore";
import type { Storage } from "../effects/storage";
import { makeKeeping } from "./keeping";

let store: Store;
const onTaken = vi.fn();

/** Records by key, as the browser keeps them. `fails` as long as it takes nothing. */
function memory() {
  const records = new Map<string, unknown>();
  const storage: Storage & { records: typeof records; fails: boolean; isFenced: boolean } = {
    records,
    fails: false,
    isFenced: false,
    async get<T>(keys: string[]) {
      if (storage.fails) throw new Error("UnknownError");
      return keys.map((key) => records.get(key) as T | undefined);
    },
    async change(puts, deletes) {
      if (storage.fails) throw new DOMException("No space left", "QuotaExceededError");
      if (storage.isFenced) return false;
      for (const key of deletes) records.delete(key);
      for (const [key, value] of puts) records.set(key, structuredClone(value));
      return true;
    },
  };
  return storage;
}

function begin(storage: Storage | null) {
  store = createStore();
  store.dispatch(startedAction({ dataset: "kept" }));
  return makeKeeping({ context: { store, sessionName: null }, storage, onTaken });
}

function answer(count: number) {
  store.dispatch(receivedAction([1, 2, 3].map((index) => makeTask(index))));
  for (let index = 0; index < count; index++) store.dispatch(answeredAction(store.getState()));
}

beforeEach(() => {
  onTaken.mockClear();
  vi.spyOn(console, "warn").mockImplementation(() => {});
});

describe("keeping", () => {
  it("has nothing to run without a storage, and sends everything when another tab goes on", async () => {
    const keeping = begin(null);
    expect(await keeping.begin()).toBeNull();
    answer(2);
    await keeping.handOver();
    expect(store.getState()).toMatchObject({ isActive: false, isClosing: true });
    expect(store.getState().unsent).toHaveLength(2);
  });

  it("restores what an earlier page left", async () => {
    const storage = memory();
    const before = await begin(storage).begin();
    answer(1);
    before!.run();
    await before!.settled();
    await begin(storage).begin();
    const { unsent, current } = store.getState();
    expect([unsent.map(({ item }) => item.task._task_hash), current?.task._task_hash]).toEqual([[1], 2]);
  });

  it("says so when nothing can be read, and works on", async () => {
    const storage = memory();
    storage.fails = true;
    expect(await begin(storage).begin()).toBeNull();
    expect(store.getState().isStorageBroken).toBe(true);
  });

  it("writes what fields held back before it lets go, and keeps no strays", async () => {
    const storage = memory();
    const keeping = begin(storage);
    await keeping.begin();
    answer(1);
    const forget = onFlush(() =>
      store.dispatch({ type: "updated", key: null, patch: { note: "open" }, isUndoable: true }),
    );
    await keeping.handOver();
    forget();
    expect(store.getState()).toMatchObject({ isActive: false, isClosing: false });
    const tasks = [...storage.records.values()].map((record) => (record as { task?: { note?: string } }).task);
    expect(tasks.map((task) => task?.note)).toContain("open");
  });

  it("sends what a full disk did not take when another tab goes on", async () => {
    const storage = memory();
    const keeping = begin(storage);
    await keeping.begin();
    answer(2);
    storage.fails = true;
    await keeping.handOver();
    expect(store.getState()).toMatchObject({ isClosing: true, isStorageBroken: true });
    expect(store.getState().unsent).toHaveLength(2);
  });

  it("tells that the session is taken when the database refuses to write", async () => {
    const storage = memory();
    const persistence = await begin(storage).begin("fence");
    storage.isFenced = true;
    answer(1);
    persistence!.run();
    await persistence!.settled();
    expect(onTaken).toHaveBeenCalledOnce();
    expect(store.getState().isActive).toBe(false);
  });
});

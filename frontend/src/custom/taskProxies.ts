/** The tasks that custom code sees: objects that it may read and assign to, wherever the task is by then. */
import type { Task } from "../model/task";
import type { Engine } from "../store/engine";
import { toPayload } from "../store/outbox";
import type { Item, State } from "../store/types";
import { taskProxy } from "./taskProxy";

/** The task with a key: the current one, one of the queue, or an answer as the server gets it. */
export function findTask({ current, queue, unsent, inflight }: State, key: number): Task | null {
  const item = [current, ...queue].find((candidate) => candidate?.key === key);
  if (item) return item.task;
  const answers = [...unsent, ...(inflight?.answers ?? [])];
  const answered = answers.find((candidate) => candidate.item.key === key);
  return answered ? toPayload(answered) : null;
}

export interface TaskProxies {
  proxyOf(key: number): Task;
  /** The task that was announced last. */
  lastShown: Item | null;
}

export function taskProxies({ store, update }: Pick<Engine, "store" | "update">): TaskProxies {
  let known: { key: number; proxy: Task } | null = null;
  const proxies: TaskProxies = {
    lastShown: null,
    proxyOf(key) {
      if (known?.key !== key) known = { key, proxy: makeProxy(key) };
      return known.proxy;
    },
  };
  const makeProxy = (key: number) =>
    taskProxy({
      read: () => findTask(store.getState(), key),
      write(patch) {
        const before = store.getState().current;
        update(patch, { undoable: false, key });
        const after = store.getState().current;
        // A plain assignment is no update that others are told about.
        if (after && before === proxies.lastShown && after.key === key) proxies.lastShown = after;
      },
    });
  return proxies;
}

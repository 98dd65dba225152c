/**
 * The task object that custom code holds. It reads the live task, edits included, and writing a
 * key on it writes the key into the task, so that it is part of the answer.
 */
import type { Task } from "../model/task";

export interface TaskAccess {
  /** The task as it is now, or null when it has left the page. */
  read(): Task | null;
  write(patch: Partial<Task>): void;
}

export function taskProxy({ read, write }: TaskAccess): Task {
  let last: Task = { _input_hash: 0, _task_hash: 0 };
  const live = (): Record<string, unknown> => (last = read() ?? last);
  const set = (key: string | symbol, value: unknown) => {
    if (typeof key === "string") write({ [key]: value });
    return true;
  };
  return new Proxy({} as Task, {
    get: (_, key) => (typeof key === "string" ? live()[key] : Reflect.get(live(), key)),
    set: (_, key, value) => set(key, value),
    deleteProperty: (_, key) => set(key, undefined),
    defineProperty: (_, key, descriptor) => set(key, descriptor.value),
    has: (_, key) => Reflect.has(live(), key),
    ownKeys: () => Reflect.ownKeys(live()),
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(live(), key);
      // The invariants of proxies demand it: our own target has none of these keys.
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}

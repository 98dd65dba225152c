/** The browser's database: records by key, several changes in one transaction. */
import { createStore, promisifyRequest, type UseStore } from "idb-keyval";

export interface Storage {
  get<T>(keys: string[]): Promise<(T | undefined)[]>;
  /** Writes and deletes all or nothing. */
  change(puts: [key: string, value: unknown][], deletes: string[]): Promise<void>;
}

export function browserStorage(name = "prodigy"): Storage {
  let store: UseStore | undefined;
  const open = () => (store ??= createStore(name, "work"));
  return {
    get<T>(keys: string[]) {
      return open()("readonly", (records) =>
        Promise.all(keys.map((key) => promisifyRequest(records.get(key) as IDBRequest<T | undefined>))),
      );
    },
    change(puts, deletes) {
      return open()("readwrite", (records) => {
        for (const [key, value] of puts) records.put(value, key);
        for (const key of deletes) records.delete(key);
        return promisifyRequest(records.transaction);
      });
    },
  };
}

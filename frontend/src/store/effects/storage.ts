/** The browser's database: records by key, several changes in one transaction. */
import { createStore, promisifyRequest, type UseStore } from "idb-keyval";

export interface Storage {
  get<T>(keys: string[]): Promise<(T | undefined)[]>;
  /** Writes and deletes all or nothing. False: nothing was changed, since there is a record with the key `unless`. */
  change(puts: [key: string, value: unknown][], deletes: string[], unless?: string): Promise<boolean>;
}

export function browserStorage(name = "prodigy"): Storage {
  let store: UseStore | undefined;
  const open = () => (store ??= createStore(name, "work"));
  return {
    // Async: a browser that refuses to open it throws at once, and nobody expects that of a promise.
    async get<T>(keys: string[]) {
      return open()("readonly", (records) =>
        Promise.all(keys.map((key) => promisifyRequest(records.get(key) as IDBRequest<T | undefined>))),
      );
    },
    async change(puts, deletes, unless) {
      let isThere = false;
      try {
        await open()("readwrite", (records) => {
          // Adding what is there already undoes the transaction. To look first would take a turn of the event loop,
          // which a page that is being closed no longer has.
          if (unless !== undefined) {
            records.add(true, unless).onerror = () => (isThere = true);
            records.delete(unless);
          }
          try {
            for (const key of deletes) records.delete(key);
            for (const [key, value] of puts) records.put(value, key);
          } catch (error) {
            // What was asked for before would be done without the rest.
            records.transaction.abort();
            throw error;
          }
          const done = promisifyRequest(records.transaction);
          // Otherwise the browser waits for all results, and undoes everything if the page is closed before they come.
          records.transaction.commit?.();
          return done;
        });
        return true;
      } catch (error) {
        if (isThere) return false;
        throw error;
      }
    },
  };
}

/**
 * Who owns the session, in the database of the browser, which counts the owners: of several claims at the same moment
 * only one can end the time of the owner before, and from then on nothing that that one writes is taken.
 */
import type { Storage } from "./storage";

/** So many owners before this one can't write. Those of long ago have heard of it or are gone. */
const MARKS = 20;

export interface Ownership {
  /** The key of a record that is there as soon as another tab owns the session. */
  fence(): string | undefined;
  /** The number of the latest owner; 0 if there was none. */
  last(): Promise<number>;
  /** Makes this tab the owner after the one that it has seen. False if another tab did so meanwhile. */
  succeed(before: number): Promise<boolean>;
  /** True if another tab came later; null where nothing is stored that tells. */
  isOver(): Promise<boolean | null>;
}

/** key: Names the records of the session. */
export function makeOwnership(storage: Storage | null, key: string): Ownership {
  const endOf = (owner: number) => `end of ${key} ${owner}`;
  let owner: number | null = null;
  return {
    fence: () => (owner === null ? undefined : endOf(owner)),
    async last() {
      const records = await storage?.get<number>([key]).catch(() => []);
      return records?.[0] ?? 0;
    },
    async succeed(before) {
      const next = before + 1;
      const puts: [string, unknown][] = [
        [key, next],
        [endOf(before), true],
      ];
      try {
        const isDone = await storage?.change(puts, [endOf(before - MARKS)], endOf(before));
        if (isDone) owner = next;
        return isDone ?? true;
      } catch {
        // A browser that stores nothing has nothing that could be overwritten.
        return true;
      }
    },
    async isOver() {
      if (!storage || owner === null) return null;
      return !(await storage.change([], [], endOf(owner)).catch(() => true));
    },
  };
}

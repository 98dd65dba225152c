/** Comparing lists of plain JSON of which most items are the same objects: an edit copies the list, not its items. */

/** Same items in the same order. Items are compared by identity, and only different objects by their content. */
export function isSameList(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((item, i) => item === b[i] || JSON.stringify(item) === JSON.stringify(b[i]));
}

/** The list that was there before, if the new one has the very same items: so that what depends on it stays. */
export function keepList<T>(before: readonly T[] | undefined, after: readonly T[]): readonly T[] {
  const isSame = before !== undefined && before.length === after.length && after.every((item, i) => item === before[i]);
  return isSame ? before : after;
}

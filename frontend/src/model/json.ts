/** Comparing and merging plain JSON without changing it. */

/** Same content, whatever the order of keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]));
}

/** A shallow merge in which `undefined` removes a key. Returns the same object if nothing changes. */
export function mergePatch<T extends Record<string, unknown>>(target: T, patch: Partial<T>): T {
  const changed = Object.entries(patch).filter(([key, value]) =>
    value === undefined ? Object.hasOwn(target, key) : !isSame(target[key], value),
  );
  if (!changed.length) return target;
  const result: Record<string, unknown> = { ...target };
  for (const [key, value] of changed) {
    if (value === undefined) delete result[key];
    else result[key] = value;
  }
  return result as T;
}

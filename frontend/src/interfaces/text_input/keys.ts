/** What a key in a text field means, as a plain value. */

export interface FieldKey {
  key: string;
  altKey: boolean;
  /** Ctrl or command is held: the key belongs to an action of the page. */
  hasModifier: boolean;
  /** An input method is at work. */
  isComposing: boolean;
}

export interface ListState {
  /** Position of the active suggestion; -1: the field itself. */
  active: number;
  /** How many suggestions are shown; 0 while the list is closed. */
  count: number;
  /** The field has suggestions at all. */
  isOffered: boolean;
}

export type KeyStep =
  { type: "open" } | { type: "move"; active: number } | { type: "insert" } | { type: "close" } | { type: "leave" };

/** RETURNS: null if the key is left to the field. */
export function readKey(
  { key, altKey, hasModifier, isComposing }: FieldKey,
  { active, count, isOffered }: ListState,
  isOneLine: boolean,
): KeyStep | null {
  // The keys of an input method are not ours.
  if (isComposing) return null;
  const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (step !== 0 && isOffered && !altKey) {
    return count > 0 ? { type: "move", active: nextActive(active, step, count) } : { type: "open" };
  }
  if (key === "Enter" && active >= 0 && active < count) return { type: "insert" };
  if (key === "Enter" && isOneLine && !hasModifier) return { type: "leave" };
  if (key === "Escape") return count > 0 ? { type: "close" } : { type: "leave" };
  return null;
}

/** From the field (-1) into the list and, behind either end, back to the field. */
function nextActive(active: number, step: number, count: number): number {
  const next = active + step;
  if (next < -1) return count - 1;
  return next >= count ? -1 : next;
}

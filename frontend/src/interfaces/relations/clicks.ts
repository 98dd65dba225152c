/** What a click on the drawing means in relation mode, as a plain value. */

/** What was hit: numbers as they stand in the DOM, -1 where there are none. */
export interface Hit {
  /** Position among the arcs that are drawn. */
  arc: number;
  /** The × at the label of the arc. */
  isRemove: boolean;
  /** Position in the list of units. */
  unit: number;
  /** How many clicks in a row; 0 for a click that a key or assistive technology made. */
  count: number;
}

export type Click =
  | { type: "deleteArc"; arc: number }
  | { type: "pressArc"; arc: number }
  /** isByPointer: Keyboard work in the text has ended. */
  | { type: "pick"; unit: number; isByPointer: boolean }
  | { type: "clear" }
  | null;

/**
 * shown: Position in the list of arcs of each arc that is drawn. hasHead: A head waits for its child.
 * RETURNS: null if nothing is meant.
 */
export function readClick({ arc, isRemove, unit, count }: Hit, shown: readonly number[], hasHead: boolean): Click {
  if (arc >= 0) return { type: isRemove ? "deleteArc" : "pressArc", arc: shown[arc] ?? -1 };
  if (unit < 0) return { type: "clear" };
  // The second half of a hasty double click would make the new child a head.
  if (count > 1 && !hasHead) return null;
  return { type: "pick", unit, isByPointer: count > 0 };
}

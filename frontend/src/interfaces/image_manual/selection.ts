/** Which shape is selected, while the list of shapes changes under it. */
import type { ImageSpan } from "../../model/parts";
import type { Spans } from "./edits";

export interface Selection {
  index: number;
  span: ImageSpan;
  /** How many shapes there were. */
  count: number;
  /** The corner that keys mean; -1 for none. */
  vertex: number;
}

export const selectionOf = (spans: Spans, index: number, vertex = -1): Selection | null => {
  const span = spans[index];
  return span ? { index, span, count: spans.length, vertex } : null;
};

/**
 * The selected shape after whatever has happened to the list: the same object wherever it is now, or what stands in its
 * place if only its content has changed, as by undo. RETURNS: Its index, or -1.
 */
export function locate(selection: Selection | null, spans: Spans): number {
  if (!selection) return -1;
  const { index, span, count } = selection;
  if (spans[index] === span) return index;
  const moved = spans.indexOf(span);
  if (moved >= 0) return moved;
  return spans.length === count && spans[index] ? index : -1;
}

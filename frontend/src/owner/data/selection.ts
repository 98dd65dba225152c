/** Which answers are selected: some by their ids, or all that match but for some. */
import type { Filters, Selection } from "../../api/data";

export interface Chosen {
  /** All that match are selected, and `ids` are those that are not. */
  isAll: boolean;
  ids: ReadonlySet<number>;
}

export const NONE: Chosen = { isAll: false, ids: new Set() };
export const ALL: Chosen = { isAll: true, ids: new Set() };

export const isChosen = ({ isAll, ids }: Chosen, id: number) => ids.has(id) !== isAll;

/** Selects or unselects answers. */
export function choose(chosen: Chosen, ids: readonly number[], isOn: boolean): Chosen {
  const next = new Set(chosen.ids);
  for (const id of ids) {
    if (isOn !== chosen.isAll) next.add(id);
    else next.delete(id);
  }
  return { ...chosen, ids: next };
}

/** How many are selected; null if nobody has counted what matches. */
export function countChosen({ isAll, ids }: Chosen, count: number | null): number | null {
  if (!isAll) return ids.size;
  return count === null ? null : Math.max(0, count - ids.size);
}

export function makeSelection({ isAll, ids }: Chosen, filters: Filters): Selection {
  return isAll ? { matching: filters, without: [...ids] } : { ids: [...ids] };
}

/** Regions at the same time stand below one another: which place each of them gets, and how many there are. */

export interface Stack {
  lane: number;
  lanes: number;
}

interface Range {
  start: number;
  end: number;
}

/**
 * ranges: Sorted by start. Ends are exclusive: a region may begin where another one ends.
 *
 * RETURNS: One place per range, in order. Ranges that are connected by overlaps share their number of places, so that a
 * region that overlaps with nothing has the whole height.
 */
export function assignStacks(ranges: readonly Range[]): Stack[] {
  const result: Stack[] = [];
  let group: Stack[] = [];
  /** Where the last range of each place ends. */
  let ends: number[] = [];
  let groupEnd = -Infinity;
  const close = () => {
    for (const stack of group) stack.lanes = ends.length;
    group = [];
    ends = [];
  };
  for (const { start, end } of ranges) {
    if (start >= groupEnd) {
      close();
      groupEnd = end;
    }
    groupEnd = Math.max(groupEnd, end);
    const free = ends.findIndex((last) => last <= start);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = end;
    const stack = { lane, lanes: 1 };
    group.push(stack);
    result.push(stack);
  }
  close();
  return result;
}

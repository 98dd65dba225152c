/** Overlapping spans over tokens: which lane below the text each of them gets. */
import type { TokenRange } from "./alignSpans";

/** Order of drawing: by start, then longer first; otherwise as in the data. */
export function compareRanges(a: TokenRange, b: TokenRange): number {
  return a.from - b.from || b.to - a.to;
}

/**
 * Put every span in the lowest lane that is free over its whole length.
 *
 * spans: Sorted by `compareRanges`. RETURNS: One lane per span, counted from 0; spans of one lane never overlap.
 */
export function assignLanes(spans: readonly TokenRange[]): number[] {
  /** The last token of each lane so far. */
  const ends: number[] = [];
  return spans.map(({ from, to }) => {
    const free = ends.findIndex((end) => end < from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = to;
    return lane;
  });
}

/**
 * The spans over each token of a chunk.
 *
 * RETURNS: For every position, in order, the spans that cover it; the same empty list for those without.
 */
export function spansByToken<T extends TokenRange>(chunk: TokenRange, spans: readonly T[]): (readonly T[])[] {
  const none: readonly T[] = [];
  const result: (readonly T[])[] = Array.from({ length: chunk.to - chunk.from + 1 }, () => none);
  for (const span of spans) {
    const last = Math.min(span.to, chunk.to);
    for (let at = Math.max(span.from, chunk.from); at <= last; at += 1) {
      const index = at - chunk.from;
      const present = result[index] as readonly T[];
      if (present === none) result[index] = [span];
      else (present as T[]).push(span);
    }
  }
  return result;
}

/** Overlapping spans over tokens: which lane below the text each of them gets. */
import type { TokenRange } from "./alignSpans";
import { CHUNK_SIZE } from "./layout";

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

export interface LaneChunk<T extends TokenRange> extends TokenRange {
  /** Fixed number of the chunk. */
  id: number;
  /** The spans that touch the chunk, also those that go on before or behind it. */
  spans: T[];
}

/** Cut tokens into chunks at fixed positions, so that an edit changes only the chunks that its span touches. */
export function makeLaneChunks<T extends TokenRange>(count: number, spans: readonly T[], size: number = CHUNK_SIZE): LaneChunk<T>[] {
  const chunks: LaneChunk<T>[] = [];
  for (let from = 0; from < count; from += size) {
    chunks.push({ id: chunks.length, from, to: Math.min(count, from + size) - 1, spans: [] });
  }
  for (const span of spans) {
    for (let id = Math.floor(span.from / size); id * size <= span.to; id += 1) chunks[id]?.spans.push(span);
  }
  return chunks;
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

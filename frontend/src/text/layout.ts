/**
 * Cutting a long run of tokens into chunks that are drawn, and redrawn, independently.
 *
 * An edit of one span must not redraw 10 000 tokens. Chunks start at fixed positions, so that an edit changes the
 * props of the few chunks that it touches; a span over a border is drawn whole by the chunk in which it starts.
 */
import type { TokenRange } from "./alignSpans";

/** Tokens per chunk: small enough to redraw within a frame, large enough to keep the list of chunks short. */
export const CHUNK_SIZE = 100;

export interface Chunk<T extends TokenRange> extends TokenRange {
  /** Fixed number of the chunk. */
  id: number;
  /** The spans that start in this chunk. */
  spans: T[];
}

export type Segment<T extends TokenRange> =
  | { kind: "token"; position: number }
  | { kind: "span"; span: T };

/**
 * Cut tokens into chunks.
 *
 * spans: Not overlapping, sorted by start.
 * RETURNS: Chunks that cover every token exactly once. Chunks swallowed by a long span are left out.
 */
export function makeChunks<T extends TokenRange>(count: number, spans: readonly T[], size: number = CHUNK_SIZE): Chunk<T>[] {
  const chunks: Chunk<T>[] = [];
  let next = 0;
  let at = 0;
  for (let id = 0; id * size < count; id += 1) {
    const border = Math.min(count, (id + 1) * size);
    if (at >= border) continue;
    const chunk: Chunk<T> = { id, from: at, to: border - 1, spans: [] };
    for (let span = spans[next]; span && span.from < border; span = spans[next]) {
      chunk.spans.push(span);
      chunk.to = Math.max(chunk.to, span.to);
      next += 1;
    }
    chunks.push(chunk);
    at = chunk.to + 1;
  }
  return chunks;
}

/** What a chunk draws, in order: bare tokens and whole spans. */
export function makeSegments<T extends TokenRange>(range: TokenRange, spans: readonly T[]): Segment<T>[] {
  const segments: Segment<T>[] = [];
  let next = 0;
  for (let position = range.from; position <= range.to; position += 1) {
    const span = spans[next];
    if (span && span.from === position) {
      segments.push({ kind: "span", span });
      position = span.to;
      next += 1;
    } else {
      segments.push({ kind: "token", position });
    }
  }
  return segments;
}

/** The part of a range that lies in another; null if they don't meet. */
export function clipRange(range: TokenRange | null, to: TokenRange): TokenRange | null {
  if (!range || range.to < to.from || range.from > to.to) return null;
  return { from: Math.max(range.from, to.from), to: Math.min(range.to, to.to) };
}

export type TextPart = { text: string; span: null } | { text: string; span: number };

/**
 * Cut a plain text at spans given by code point offsets, for read-only views without tokens.
 *
 * slice: Cuts the text by code points. spans: Not overlapping, sorted by start; part.span is the position in this list.
 */
export function splitAtSpans(
  slice: (start: number, end?: number) => string,
  length: number,
  spans: readonly { start: number; end: number }[],
): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  spans.forEach((span, i) => {
    if (span.start > at) parts.push({ text: slice(at, span.start), span: null });
    parts.push({ text: slice(span.start, span.end), span: i });
    at = Math.max(at, span.end);
  });
  if (at < length) parts.push({ text: slice(at, length), span: null });
  return parts;
}

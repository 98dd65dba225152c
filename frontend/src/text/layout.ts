/** What stands in a run of tokens: bare tokens and spans. Cutting a text into such runs is in blocks.ts. */
import type { TokenRange } from "./alignSpans";

export type Segment<T extends TokenRange> = { kind: "token"; position: number } | { kind: "span"; span: T };

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

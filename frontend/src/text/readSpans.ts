/** Spans for read-only drawing, by character offsets alone. */
import type { Span } from "../model/parts";

export interface ReadableSpans {
  /** Valid spans that don't overlap, sorted by start. */
  visible: Span[];
  /** Spans inside or across a longer one. */
  overlapping: Span[];
  /** Spans without valid offsets in this text. */
  invalid: Span[];
}

/** Pick the spans that can be drawn over a text of `length` code points; of overlapping ones the longest stays. */
export function readSpans(spans: readonly Span[] | undefined, length: number): ReadableSpans {
  const result: ReadableSpans = { visible: [], overlapping: [], invalid: [] };
  const valid = (spans ?? []).filter((span) => {
    const isValid =
      Number.isInteger(span.start) &&
      Number.isInteger(span.end) &&
      span.start >= 0 &&
      span.end > span.start &&
      span.end <= length;
    if (!isValid) result.invalid.push(span);
    return isValid;
  });
  const byLength = valid.map((span, order) => ({ span, order }));
  byLength.sort((a, b) => b.span.end - b.span.start - (a.span.end - a.span.start) || a.order - b.order);
  for (const { span } of byLength) {
    const isTaken = result.visible.some((other) => other.start < span.end && span.start < other.end);
    (isTaken ? result.overlapping : result.visible).push(span);
  }
  result.visible.sort((a, b) => a.start - b.start);
  return result;
}

/**
 * Edits of a task's spans. Every function takes the raw spans of the task and returns new ones, sorted by start;
 * nothing is changed in place, and untouched span objects keep their identity and all their keys.
 */
import type { Span, Token } from "../model/parts";
import { alignSpans, alignSpan, rangesOverlap, type TokenRange } from "./alignSpans";
import { tokenId } from "./tokens";

export interface SpanEdit {
  spans: Span[];
  /** The span that was made or changed, if any. */
  span: Span | null;
}

/** A new span over tokens, with exactly the keys of the export format. */
export function makeSpan(range: TokenRange, tokens: readonly Token[], label: string): Span {
  return { ...spanBorders(range, tokens), label };
}

/** The offsets of a range of tokens, in characters and in token ids. */
export function spanBorders(range: TokenRange, tokens: readonly Token[]) {
  const first = tokens[range.from] as Token;
  const last = tokens[range.to] as Token;
  return {
    start: first.start,
    end: last.end,
    token_start: tokenId(tokens, range.from),
    token_end: tokenId(tokens, range.to),
  };
}

/** Sort by start, then end; spans without numeric offsets (shapes of an image) keep their place at the end. */
export function sortSpans(spans: readonly Span[]): Span[] {
  const position = (value: unknown) => (typeof value === "number" ? value : Infinity);
  const compare = (a: number, b: number) => (a === b ? 0 : a - b);
  const inOrder = (a: Span, b: Span) =>
    compare(position(a.start), position(b.start)) || compare(position(a.end), position(b.end));
  const sorted = [...spans];
  // An edit leaves all but one in order: looking is cheaper than sorting.
  const at = sorted.findIndex((span, i) => i > 0 && inOrder(sorted[i - 1] as Span, span) > 0);
  return at < 0 ? sorted : sorted.sort(inOrder);
}

/** Add `token_start` and `token_end` to spans on token borders that lack them. */
export function fillTokenIds(spans: readonly Span[], tokens: readonly Token[]): Span[] {
  return spans.map((span) => {
    if (typeof span.token_start === "number" && typeof span.token_end === "number") return span;
    const range = alignSpan(span, tokens);
    if (!range) return span;
    return { ...span, token_start: tokenId(tokens, range.from), token_end: tokenId(tokens, range.to) };
  });
}

/** How every edit ends: sorted, with token ids. */
export function finishEdit(spans: readonly Span[], tokens: readonly Token[]): Span[] {
  return sortSpans(fillTokenIds(spans, tokens));
}

export function isLocked(span: Span): boolean {
  return span.locked === true;
}

export function isSuggested(span: Span): boolean {
  return span.suggested === true;
}

/**
 * Put a label on a range of tokens.
 *
 * A span with exactly this range is relabelled and keeps its other keys. Other spans that the range touches give way
 * to the new one.
 *
 * RETURNS: null if nothing changes: the same span exists already, or a locked span is in the way.
 */
export function applyLabel(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  range: TokenRange,
  label: string,
): SpanEdit | null {
  const touched = alignSpans(spans, tokens).aligned.filter((entry) => rangesOverlap(entry, range));
  if (touched.some(({ span }) => isLocked(span))) return null;
  const same = touched.find((entry) => entry.from === range.from && entry.to === range.to);
  if (same && touched.length === 1 && same.span.label === label && !isSuggested(same.span)) return null;
  const [made] = fillTokenIds([same ? withLabel(same.span, label) : makeSpan(range, tokens, label)], tokens) as [Span];
  const gone = new Set(touched.map(({ span }) => span));
  const kept = (spans ?? []).filter((span) => !gone.has(span));
  return { spans: finishEdit([...kept, made], tokens), span: made };
}

function withLabel(span: Span, label: string): Span {
  const { suggested: _, ...rest } = span;
  return { ...(rest as Span), label };
}

/** Remove one span (by identity). RETURNS: null if it is locked or not there. */
export function removeSpan(spans: readonly Span[] | undefined, tokens: readonly Token[], span: Span): SpanEdit | null {
  if (!spans || isLocked(span) || !spans.includes(span)) return null;
  return {
    spans: finishEdit(
      spans.filter((other) => other !== span),
      tokens,
    ),
    span,
  };
}

/** Change one span's label, keeping its other keys; a suggested span becomes a real one. */
export function relabelSpan(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  span: Span,
  label: string,
): SpanEdit | null {
  if (!spans || isLocked(span) || !spans.includes(span)) return null;
  if (span.label === label && !isSuggested(span)) return null;
  const [changed] = fillTokenIds([withLabel(span, label)], tokens) as [Span];
  return {
    spans: finishEdit(
      spans.map((other) => (other === span ? changed : other)),
      tokens,
    ),
    span: changed,
  };
}

/** Accept a suggested span as it is. */
export function acceptSuggestion(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  span: Span,
): SpanEdit | null {
  if (!spans || !isSuggested(span) || isLocked(span) || !spans.includes(span)) return null;
  const { suggested: _, ...rest } = span;
  const [accepted] = fillTokenIds([rest as Span], tokens) as [Span];
  return {
    spans: finishEdit(
      spans.map((other) => (other === span ? accepted : other)),
      tokens,
    ),
    span: accepted,
  };
}

/**
 * Give a span another range. It keeps its other keys.
 *
 * RETURNS: null if the range is unchanged, or if the span would run into another one.
 */
export function moveSpan(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  span: Span,
  range: TokenRange,
): SpanEdit | null {
  if (!spans || isLocked(span) || !spans.includes(span)) return null;
  const others = alignSpans(
    spans.filter((other) => other !== span),
    tokens,
  ).aligned;
  if (others.some((entry) => rangesOverlap(entry, range))) return null;
  const now = alignSpan(span, tokens);
  if (now && now.from === range.from && now.to === range.to) return null;
  return shiftSpan(spans, tokens, span, range);
}

/** Gives a span other borders, whatever the others say. */
export function shiftSpan(spans: readonly Span[], tokens: readonly Token[], span: Span, range: TokenRange): SpanEdit {
  const moved: Span = { ...span, ...spanBorders(range, tokens) };
  const all = spans.map((other) => (other === span ? moved : other));
  return { spans: finishEdit(all, tokens), span: moved };
}

/** Normalise spans for the export: sorted, with token ids, without suggestions nobody accepted. */
export function finishSpans(spans: readonly Span[], tokens: readonly Token[]): Span[] {
  return finishEdit(
    spans.filter((span) => !isSuggested(span)),
    tokens,
  );
}

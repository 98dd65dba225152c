/** Which of a task's spans can be edited on its tokens. */
import type { Span, Token } from "../model/parts";

/** Token positions, both inclusive. */
export interface TokenRange {
  from: number;
  to: number;
}

export interface AlignedSpan extends TokenRange {
  span: Span;
}

export interface Alignment {
  /** Spans on token borders, sorted by start, longer first, otherwise in data order. May overlap. */
  aligned: readonly AlignedSpan[];
  /** Spans that don't fit the tokens: kept in the data, not editable. */
  unaligned: readonly Span[];
}

interface TokenLookup {
  byStart: Map<number, number>;
  byEnd: Map<number, number>;
  byId: Map<number, number>;
}

const lookups = new WeakMap<readonly Token[], TokenLookup>();

function lookup(tokens: readonly Token[]): TokenLookup {
  const known = lookups.get(tokens);
  if (known) return known;
  const made: TokenLookup = { byStart: new Map(), byEnd: new Map(), byId: new Map() };
  tokens.forEach((token, i) => {
    // Empty tokens share a border with a neighbour; the token with characters decides.
    if (token.end > token.start || !made.byStart.has(token.start)) made.byStart.set(token.start, i);
    if (token.end > token.start || !made.byEnd.has(token.end)) made.byEnd.set(token.end, i);
    made.byId.set(typeof token.id === "number" ? token.id : i, i);
  });
  lookups.set(tokens, made);
  return made;
}

/**
 * Find the tokens of a span.
 *
 * The character offsets decide when they hit token borders. Otherwise `token_start` and `token_end` (both inclusive)
 * count, if the characters of those tokens and of the span overlap at all.
 */
export function alignSpan(span: Span, tokens: readonly Token[]): TokenRange | null {
  const { byStart, byEnd, byId } = lookup(tokens);
  if (!(span.end > span.start)) return null;
  const from = byStart.get(span.start);
  const to = byEnd.get(span.end);
  if (from !== undefined && to !== undefined && from <= to) return { from, to };
  if (typeof span.token_start !== "number" || typeof span.token_end !== "number") return null;
  const first = byId.get(span.token_start);
  const last = byId.get(span.token_end);
  if (first === undefined || last === undefined || first > last) return null;
  const overlaps = (tokens[first] as Token).start < span.end && (tokens[last] as Token).end > span.start;
  return overlaps ? { from: first, to: last } : null;
}

const alignments = new WeakMap<readonly Span[], { tokens: readonly Token[]; count: number; alignment: Alignment }>();

/** The result is shared by all who ask for the same lists, and must not be changed. */
export function alignSpans(spans: readonly Span[] | undefined, tokens: readonly Token[]): Alignment {
  const known = spans && alignments.get(spans);
  // Scripts of a project may have added a span to the list itself.
  if (known?.tokens === tokens && known.count === spans?.length) return known.alignment;
  const alignment = align(spans ?? [], tokens);
  if (spans) alignments.set(spans, { tokens, count: spans.length, alignment });
  return alignment;
}

function align(spans: readonly Span[], tokens: readonly Token[]): Alignment {
  const aligned: AlignedSpan[] = [];
  const unaligned: Span[] = [];
  for (const span of spans) {
    const range = alignSpan(span, tokens);
    if (range) aligned.push({ ...range, span });
    else unaligned.push(span);
  }
  const compare = (a: AlignedSpan, b: AlignedSpan) => a.from - b.from || b.to - a.to;
  // Spans of a task are nearly always sorted; looking is cheaper than sorting.
  if (aligned.some((entry, i) => i > 0 && compare(aligned[i - 1] as AlignedSpan, entry) > 0)) aligned.sort(compare);
  return { aligned, unaligned };
}

export function rangesOverlap(a: TokenRange, b: TokenRange): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/**
 * Choose spans that don't overlap: the longest win, then the earlier ones.
 *
 * RETURNS: The visible spans sorted by start, and the hidden ones.
 */
export function withoutOverlaps<T extends TokenRange>(spans: readonly T[]): { visible: readonly T[]; hidden: T[] } {
  const isClear = spans.every((span, i) => i === 0 || (spans[i - 1] as T).to < span.from);
  if (isClear) return { visible: spans, hidden: [] };
  const byLength = spans.map((span, order) => ({ span, order }));
  byLength.sort((a, b) => b.span.to - b.span.from - (a.span.to - a.span.from) || a.order - b.order);
  const visible: T[] = [];
  const hidden: T[] = [];
  for (const { span } of byLength) {
    const at = firstNotBefore(visible, span.from);
    const before = visible[at - 1];
    const after = visible[at];
    const isFree = !(before && rangesOverlap(before, span)) && !(after && rangesOverlap(after, span));
    if (isFree) visible.splice(at, 0, span);
    else hidden.push(span);
  }
  return { visible, hidden };
}

function firstNotBefore(sorted: readonly TokenRange[], from: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as TokenRange).from < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The span that covers a token position, among spans that don't overlap and are sorted by start. */
export function spanAt<T extends TokenRange>(spans: readonly T[], position: number): T | undefined {
  const candidate = spans[firstNotBefore(spans, position + 1) - 1];
  return candidate && candidate.to >= position ? candidate : undefined;
}

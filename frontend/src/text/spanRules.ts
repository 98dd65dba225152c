/**
 * How a new or changed span gets along with the spans that are there already. The editor of a view works with one of
 * these sets of rules and doesn't know which.
 */
import type { Span, Token } from "../model/parts";
import { alignSpan, alignSpans, rangesOverlap, type TokenRange } from "./alignSpans";
import {
  acceptSuggestion,
  applyLabel,
  finishEdit,
  isLocked,
  isSuggested,
  makeSpan,
  moveSpan,
  relabelSpan,
  shiftSpan,
  type SpanEdit,
} from "./editSpans";
import { applyToIdentical, findIdentical } from "./identical";
import { isSelectableToken, type TokenRules } from "./tokens";

type Spans = readonly Span[] | undefined;
type Tokens = readonly Token[];

export interface SpanRules {
  /** Put a label on a trimmed range. Null: nothing changes. */
  apply(spans: Spans, tokens: Tokens, range: TokenRange, label: string, rules: TokenRules): SpanEdit | null;
  relabel(spans: Spans, tokens: Tokens, span: Span, label: string): SpanEdit | null;
  move(spans: Spans, tokens: Tokens, span: Span, range: TokenRange): SpanEdit | null;
  /** Put a label on all other mentions of the same words. */
  repeat(spans: Spans, tokens: Tokens, range: TokenRange, label: string): (SpanEdit & { count: number }) | null;
}

/** New spans replace those that they touch. */
export const WITHOUT_OVERLAPS: SpanRules = {
  apply: applyLabel,
  relabel: relabelSpan,
  move: moveSpan,
  repeat: applyToIdentical,
};

/** The span with exactly this range and label. */
export function findSame(spans: Spans, tokens: Tokens, range: TokenRange, label: string): Span | undefined {
  return spans?.find((span) => {
    if (span.label !== label) return false;
    const other = alignSpan(span, tokens);
    return other?.from === range.from && other.to === range.to;
  });
}

/** Spans overlap and nest; only the same range with the same label can't be there twice. */
export const WITH_OVERLAPS: SpanRules = {
  apply(spans, tokens, range, label) {
    const same = findSame(spans, tokens, range, label);
    if (same) return acceptSuggestion(spans, tokens, same);
    const span = makeSpan(range, tokens, label);
    return { spans: finishEdit([...(spans ?? []), span], tokens), span };
  },

  relabel(spans, tokens, span, label) {
    const range = alignSpan(span, tokens);
    const same = range && findSame(spans, tokens, range, label);
    return same && same !== span ? null : relabelSpan(spans, tokens, span, label);
  },

  move(spans, tokens, span, range) {
    if (!spans || isLocked(span) || !spans.includes(span)) return null;
    if (span.label !== undefined && findSame(spans, tokens, range, span.label)) return null;
    return shiftSpan(spans, tokens, span, range);
  },

  repeat(spans, tokens, range, label) {
    const free = findIdentical(tokens, range).filter((found) => !findSame(spans, tokens, found, label));
    if (free.length === 0) return null;
    const made = free.map((found) => makeSpan(found, tokens, label));
    return { spans: finishEdit([...(spans ?? []), ...made], tokens), span: null, count: made.length };
  },
};

/** One span per token: a range is as many spans as it has tokens that can be selected. */
export const ONE_PER_TOKEN: SpanRules = {
  apply(spans, tokens, range, label, rules) {
    const { aligned } = alignSpans(spans, tokens);
    const gone = new Set<Span>();
    const made: Span[] = [];
    for (let at = range.from; at <= range.to; at += 1) {
      if (!isSelectableToken(tokens[at] as Token, rules)) continue;
      const own = { from: at, to: at };
      const touched = aligned.filter((entry) => rangesOverlap(entry, own));
      if (touched.some(({ span }) => isLocked(span))) continue;
      const same = touched.find(({ from, to }) => from === to)?.span;
      if (same && touched.length === 1 && same.label === label && !isSuggested(same)) continue;
      for (const { span } of touched) gone.add(span);
      const { suggested: _, ...rest } = same ?? makeSpan(own, tokens, label);
      made.push({ ...(rest as Span), label });
    }
    if (made.length === 0) return null;
    const kept = (spans ?? []).filter((span) => !gone.has(span));
    return { spans: finishEdit([...kept, ...made], tokens), span: made[0] ?? null };
  },

  relabel: relabelSpan,
  move: () => null,
  repeat: applyToIdentical,
};

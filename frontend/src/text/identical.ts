/** Repeated mentions: the same words elsewhere in the text. */
import type { Span, Token } from "../interfaces/types";
import { alignSpans, rangesOverlap, type TokenRange } from "./alignSpans";
import { makeSpan, sortSpans, type SpanEdit } from "./editSpans";

/** All ranges with the same token texts as the given one, without the given one; they don't overlap each other. */
export function findIdentical(tokens: readonly Token[], range: TokenRange): TokenRange[] {
  const size = range.to - range.from + 1;
  const found: TokenRange[] = [];
  for (let from = 0; from + size <= tokens.length; from += 1) {
    const candidate = { from, to: from + size - 1 };
    if (rangesOverlap(candidate, range)) continue;
    let isSame = true;
    for (let i = 0; isSame && i < size; i += 1) {
      isSame = tokens[from + i]?.text === tokens[range.from + i]?.text && !tokens[from + i]?.disabled;
    }
    if (!isSame) continue;
    found.push(candidate);
    from += size - 1;
  }
  return found;
}

/** Mentions that carry no span yet. */
export function freeIdentical(spans: readonly Span[] | undefined, tokens: readonly Token[], range: TokenRange): TokenRange[] {
  const { aligned } = alignSpans(spans, tokens);
  return findIdentical(tokens, range).filter((found) => !aligned.some((entry) => rangesOverlap(entry, found)));
}

/** Put the label on every identical mention that is still free, as one edit. RETURNS: null if there is none. */
export function applyToIdentical(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  range: TokenRange,
  label: string,
): (SpanEdit & { count: number }) | null {
  const free = freeIdentical(spans, tokens, range);
  if (free.length === 0) return null;
  const made = free.map((found) => makeSpan(found, tokens, label));
  return { spans: sortSpans([...(spans ?? []), ...made]), span: null, count: made.length };
}

/** Repeated mentions: the same words elsewhere in the text. */
import type { Span, Token } from "../model/parts";
import { alignSpans, rangesOverlap, type TokenRange } from "./alignSpans";
import { makeSpan, sortSpans, type SpanEdit } from "./editSpans";

const indexes = new WeakMap<readonly Token[], Map<string, number[]>>();

/** Positions of each word, made once per text: it is asked after every edit. */
function positionsOf(tokens: readonly Token[], word: string): readonly number[] {
  let index = indexes.get(tokens);
  if (!index) {
    index = new Map();
    for (let position = 0; position < tokens.length; position += 1) {
      const { text } = tokens[position] as Token;
      const known = index.get(text);
      if (known) known.push(position);
      else index.set(text, [position]);
    }
    indexes.set(tokens, index);
  }
  return index.get(word) ?? [];
}

/** All ranges with the same token texts as the given one, without the given one; they don't overlap each other. */
export function findIdentical(tokens: readonly Token[], range: TokenRange): TokenRange[] {
  const size = range.to - range.from + 1;
  const found: TokenRange[] = [];
  let free = 0;
  for (const from of positionsOf(tokens, tokens[range.from]?.text ?? "")) {
    const to = from + size - 1;
    if (from < free || to >= tokens.length || rangesOverlap({ from, to }, range)) continue;
    let isSame = true;
    for (let i = 0; isSame && i < size; i += 1) {
      isSame = tokens[from + i]?.text === tokens[range.from + i]?.text && !tokens[from + i]?.disabled;
    }
    if (!isSame) continue;
    found.push({ from, to });
    free = to + 1;
  }
  return found;
}

/** Mentions that carry no span yet. */
export function freeIdentical(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  range: TokenRange,
): TokenRange[] {
  const found = findIdentical(tokens, range);
  if (found.length === 0) return found;
  const taken = new Uint8Array(tokens.length);
  for (const { from, to } of alignSpans(spans, tokens).aligned) taken.fill(1, from, to + 1);
  return found.filter(({ from, to }) => !taken.subarray(from, to + 1).includes(1));
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

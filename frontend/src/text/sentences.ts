/** Sentences, roughly: good enough for a reader's eye, not for data. */
import type { Token } from "../model/parts";
import type { TokenRange } from "./alignSpans";
import { isNewlineToken } from "./tokens";

const END = /[.!?…。！？]["'”’»)\]]*$/;
/** What still belongs to the sentence that has ended. */
const CLOSING = /^["'”’»)\]]+$/;

/** RETURNS: The sentence around a token: up to a full stop with a gap behind it, or a line break. */
export function sentenceAt(tokens: readonly Token[], gaps: readonly string[], position: number): TokenRange {
  let from = Math.max(0, Math.min(position, tokens.length - 1));
  let to = from;
  while (from > 0 && !endsSentence(tokens, gaps, from - 1)) from -= 1;
  while (to < tokens.length - 1 && !endsSentence(tokens, gaps, to)) to += 1;
  return { from, to };
}

function endsSentence(tokens: readonly Token[], gaps: readonly string[], position: number): boolean {
  const token = tokens[position] as Token;
  const gap = gaps[position] ?? "";
  if (isNewlineToken(token) || /[\r\n]/.test(gap)) return true;
  if (gap === "") return false;
  const before = tokens[position - 1];
  return END.test(token.text) || (CLOSING.test(token.text) && before !== undefined && END.test(before.text));
}

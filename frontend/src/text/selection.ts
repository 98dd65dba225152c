/** From two touched tokens to the range of tokens that a span may cover. */
import type { Token } from "../model/parts";
import type { TokenRange } from "./alignSpans";
import { isSelectableToken, type TokenRules } from "./tokens";

/** The range between two touched tokens, in text order, whichever way the pointer went. */
export function rangeBetween(anchor: number, focus: number): TokenRange {
  return anchor <= focus ? { from: anchor, to: focus } : { from: focus, to: anchor };
}

/**
 * Cut tokens off both ends that no span may start or end on: disabled, whitespace and (unless allowed) line breaks.
 *
 * RETURNS: The trimmed range; null if nothing is left.
 */
export function trimRange(range: TokenRange, tokens: readonly Token[], rules: TokenRules): TokenRange | null {
  let from = Math.max(0, range.from);
  let to = Math.min(tokens.length - 1, range.to);
  while (from <= to && !isSelectableToken(tokens[from] as Token, rules)) from += 1;
  while (to >= from && !isSelectableToken(tokens[to] as Token, rules)) to -= 1;
  return from <= to ? { from, to } : null;
}

/**
 * The tokens that a character range touches, end exclusive. A range inside a gap touches nothing; a collapsed range
 * touches the token around it.
 */
export function snapToTokens(start: number, end: number, tokens: readonly Token[]): TokenRange | null {
  const last = Math.max(start + 1, end);
  let from = -1;
  let to = -1;
  tokens.forEach((token, i) => {
    if (token.start >= last || token.end <= start) return;
    if (from < 0) from = i;
    to = i;
  });
  return from < 0 ? null : { from, to };
}

/** The next token in a direction on which the keyboard may stop; the present one if there is none. */
export function stepToken(position: number, step: 1 | -1, tokens: readonly Token[], rules: TokenRules): number {
  for (let i = position + step; i >= 0 && i < tokens.length; i += step) {
    if (isSelectableToken(tokens[i] as Token, rules)) return i;
  }
  return position;
}

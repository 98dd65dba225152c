/**
 * What a token is for layout and selection.
 *
 * Tokens are the only selectable units. Positions in this module are positions in the `tokens` list, which normally
 * equal the tokens' ids, but don't have to (a recipe may send a slice of a longer document).
 */
import type { Token } from "../model/parts";
import type { TokenRange } from "./alignSpans";
import { makeCodePointText } from "./codePoints";

/**
 * How the space after a token is decided: by its `ws` flag, by the offsets of its neighbours, or the same gap after
 * every token.
 */
export type GapMode = "ws" | "offsets" | "uniform";

export interface TokenRules {
  allowNewlines: boolean;
}

const NEWLINES_ONLY = /^[\r\n]+$/;
const WHITESPACE_ONLY = /^\s*$/;

/** A token of nothing but line breaks: drawn as return glyphs, followed by the break itself. */
export function isNewlineToken(token: Token): boolean {
  return NEWLINES_ONLY.test(token.text);
}

/** A token without visible characters (spaces, tabs, line breaks or nothing at all). */
export function isWhitespaceToken(token: Token): boolean {
  return WHITESPACE_ONLY.test(token.text);
}

/** Whether a span may start or end on the token. */
export function isSelectableToken(token: Token, rules: TokenRules): boolean {
  if (token.disabled) return false;
  if (!isWhitespaceToken(token)) return true;
  return rules.allowNewlines && /[\r\n]/.test(token.text);
}

/**
 * Choose the gap mode.
 *
 * honor (unknown): The setting `honor_token_whitespace`; anything but true and false means automatic.
 * isCharacters (boolean): Whether the tokens are single characters, which are drawn without gaps.
 */
export function chooseGapMode(tokens: readonly Token[], honor: unknown, isCharacters: boolean): GapMode {
  if (isCharacters) return "offsets";
  if (honor === true) return "ws";
  if (honor === false) return "uniform";
  return tokens.length > 0 && tokens.every((token) => typeof token.ws === "boolean") ? "ws" : "offsets";
}

/**
 * The whitespace to draw after each token.
 *
 * With the text at hand the real characters are kept if they contain a line break (tokenizers other than spaCy's drop
 * line breaks); other gaps are one space wide.
 */
export function tokenGaps(tokens: readonly Token[], mode: GapMode, text?: string): string[] {
  const index = typeof text === "string" ? makeCodePointText(text) : null;
  return tokens.map((token, i) => {
    const next = tokens[i + 1];
    if (!next) return "";
    // A line break token ends its line: a gap would indent the next one.
    if (isNewlineToken(token)) return "";
    const between = index && next.start > token.end ? index.slice(token.end, next.start) : "";
    if (/\n/.test(between)) return between;
    if (mode === "uniform") return " ";
    if (mode === "ws") return token.ws ? " " : "";
    return next.start > token.end ? " " : "";
  });
}

/** Split a text on whitespace, for views that need tokens when the task has none. */
export function splitTokens(text: string): Token[] {
  const index = makeCodePointText(text);
  const tokens: Token[] = [];
  for (const match of text.matchAll(/\S+/gu)) {
    const start = index.fromUtf16(match.index);
    const end = index.fromUtf16(match.index + match[0].length);
    // The match is maximal, so that anything behind it is whitespace.
    tokens.push({ text: match[0], start, end, id: tokens.length, ws: end < index.length });
  }
  return tokens;
}

/** Token id as it is written to spans. */
export function tokenId(tokens: readonly Token[], position: number): number {
  const id = tokens[position]?.id;
  return typeof id === "number" ? id : position;
}

/** The words of a range as one line, shortened in the middle. */
export function rangeText(range: TokenRange, tokens: readonly Token[], gaps: readonly string[]): string {
  let text = "";
  for (let i = range.from; i <= range.to; i += 1) {
    text += (tokens[i]?.text ?? "") + (i < range.to ? (gaps[i] ?? "") : "");
  }
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 50)} … ${line.slice(-25)}` : line;
}

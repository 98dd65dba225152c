/**
 * A text cut at whitespace and at the borders of its spans, for drawing overlapping spans without tokens.
 *
 * The pieces are tokens like any others, only that every span fits them exactly, however odd its offsets.
 */
import type { Span, Token } from "../model/parts";
import type { AlignedSpan } from "./alignSpans";
import { countCodePoints, makeCodePointText } from "./codePoints";

export interface Pieces {
  tokens: Token[];
  /** The whitespace behind each piece, as it is in the text. */
  gaps: string[];
  aligned: AlignedSpan[];
  /** Spans without valid offsets in this text. */
  invalid: Span[];
}

/** Scripts that are written without spaces: a line may break behind any character. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Words longer than this (UTF-16 units) may have to break inside of a line. */
const LONG_WORD = 24;

export function textPieces(text: string, spans: readonly Span[] | undefined): Pieces {
  const index = makeCodePointText(text);
  const valid: Span[] = [];
  const invalid: Span[] = [];
  for (const span of spans ?? []) {
    const isValid =
      Number.isInteger(span.start) &&
      Number.isInteger(span.end) &&
      span.start >= 0 &&
      span.end > span.start &&
      span.end <= index.length;
    (isValid ? valid : invalid).push(span);
  }

  const cuts = new Set<number>([0, index.length]);
  for (const { start, end } of valid) cuts.add(start).add(end);
  for (const match of text.matchAll(/\s+|\S+/gu)) {
    let at = index.fromUtf16(match.index);
    cuts.add(at);
    if (!needsCuts(match[0])) continue;
    for (const character of graphemes(match[0])) {
      cuts.add(at);
      at += countCodePoints(character);
    }
  }

  const tokens: Token[] = [];
  const gaps: string[] = [];
  /** Position of the piece at or behind a cut, and of the one before it. */
  const pieceFrom = new Map<number, number>();
  const pieceTo = new Map<number, number>();
  const borders = [...cuts].sort((a, b) => a - b);
  borders.forEach((start, i) => {
    const end = borders[i + 1];
    pieceFrom.set(start, tokens.length);
    pieceTo.set(start, tokens.length - 1);
    if (end === undefined) return;
    const part = index.slice(start, end);
    if (/\S/u.test(part) || tokens.length === 0) {
      tokens.push({ text: part, start, end, id: tokens.length });
      gaps.push("");
    } else {
      gaps[gaps.length - 1] += part;
    }
  });

  const aligned = valid.flatMap((span): AlignedSpan[] => {
    const from = pieceFrom.get(span.start) as number;
    const to = Math.max(pieceTo.get(span.end) as number, 0);
    // Nothing but whitespace has no piece to stand below.
    return from <= to ? [{ span, from, to }] : [];
  });
  return { tokens, gaps, aligned, invalid };
}

function needsCuts(word: string): boolean {
  return word.length > LONG_WORD || UNSPACED.test(word);
}

let segmenter: Intl.Segmenter | undefined;

/** Characters as people see them: an emoji with its modifiers, a letter with its accents. */
export function graphemes(text: string): string[] {
  if (typeof Intl === "undefined" || !("Segmenter" in Intl)) return [...text];
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * Words and characters around a place of a text. Only what is near is looked at, because texts may have a megabyte.
 *
 * Offsets are UTF-16 units, ends are exclusive.
 */

export interface Range {
  from: number;
  to: number;
}

/** How far the borders of a word are looked for. */
const REACH = 300;

type Granularity = "word" | "grapheme";
const segmenters = new Map<Granularity, Intl.Segmenter | null>();

function getSegmenter(granularity: Granularity): Intl.Segmenter | null {
  let found = segmenters.get(granularity);
  if (found === undefined) {
    found = typeof Intl !== "undefined" && "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity }) : null;
    segmenters.set(granularity, found);
  }
  return found;
}

/** Pieces of a stretch of the text: words, what stands between them, or characters as people see them. */
function piecesAround(text: string, at: number, granularity: Granularity): Range[] {
  const start = lineStart(text, Math.max(0, at - REACH), at);
  const part = text.slice(start, at + REACH);
  const segmenter = getSegmenter(granularity);
  const lengths = segmenter
    ? Array.from(segmenter.segment(part), ({ segment }) => segment.length)
    : (part.match(granularity === "word" ? /[\p{L}\p{M}\p{N}_]+|\s+|./gsu : /./gsu) ?? []).map(({ length }) => length);
  let from = start;
  return lengths.map((length) => {
    const piece = { from, to: from + length };
    from += length;
    return piece;
  });
}

/** A place to begin at: behind a space, or else at a whole character. */
function lineStart(text: string, earliest: number, at: number): number {
  if (earliest === 0) return 0;
  const space = /\s/.exec(text.slice(earliest, at));
  if (space) return earliest + space.index;
  return /[\udc00-\udfff]/.test(text[earliest] ?? "") ? earliest - 1 : earliest;
}

function pieceAt(text: string, at: number, granularity: Granularity): Range {
  const inside = Math.max(0, Math.min(at, text.length - 1));
  const found = piecesAround(text, inside, granularity).find(({ from, to }) => from <= inside && inside < to);
  return found ?? { from: inside, to: Math.min(text.length, inside + 1) };
}

/** The word, sign or space at an offset. */
export const wordAt = (text: string, at: number): Range => pieceAt(text, at, "word");

/** Without the spaces at both ends. RETURNS: null if nothing else is there. */
export function trimRange(text: string, { from, to }: Range): Range | null {
  let [start, end] = [from, to];
  while (start < end && /\s/.test(text[start] as string)) start += 1;
  while (end > start && /\s/.test(text[end - 1] as string)) end -= 1;
  return start < end ? { from: start, to: end } : null;
}

/** The range, grown to whole words or to whole characters. RETURNS: null if there are only spaces in it. */
export function snapRange(text: string, range: Range, granularity: Granularity): Range | null {
  const trimmed = trimRange(text, range);
  if (!trimmed) return null;
  const { from } = pieceAt(text, trimmed.from, granularity);
  const { to } = pieceAt(text, trimmed.to - 1, granularity);
  return trimRange(text, { from, to });
}

/** The next word or sign behind an offset, or the rest of the one there. RETURNS: null at the end of the text. */
export function wordFrom(text: string, at: number): Range | null {
  const space = /\S/.exec(text.slice(at));
  if (!space) return null;
  const from = at + space.index;
  return { from, to: wordAt(text, from).to };
}

/** The last word or sign that ends at or before an offset. RETURNS: null at the start of the text. */
export function wordBefore(text: string, at: number): Range | null {
  let end = at;
  while (end > 0 && /\s/.test(text[end - 1] as string)) end -= 1;
  if (end === 0) return null;
  const piece = wordAt(text, end - 1);
  return piece.to <= end ? piece : { from: piece.from, to: end };
}

/** One character more or less, as people see characters. */
export function stepCharacter(text: string, at: number, step: 1 | -1): number {
  if (step > 0) return at >= text.length ? at : pieceAt(text, at, "grapheme").to;
  return at <= 0 ? 0 : pieceAt(text, at - 1, "grapheme").from;
}

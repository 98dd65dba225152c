/** Tokens for tests, made like spaCy's: words and punctuation, offsets in code points. */
import type { Token } from "../model/parts";

/** Cut a text into words, single punctuation marks and runs of line breaks. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  for (const [part] of text.matchAll(/’s(?!\p{L})|[\p{L}\p{N}\p{M}]+|\n+| +|[^\s\p{L}\p{N}\p{M}]|\s/gu)) {
    const length = Array.from(part).length;
    if (/^ +$/.test(part)) {
      const last = tokens.at(-1);
      if (last) last.ws = true;
    } else {
      tokens.push({ text: part, start: offset, end: offset + length, id: tokens.length, ws: false });
    }
    offset += length;
  }
  return tokens;
}

/** A small seeded generator (mulberry32), so that random tests fail the same way twice. */
export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const ALPHABET = [
  "a",
  "Z",
  "ß",
  "é",
  "e\u0301",
  "漢",
  "א",
  "ب",
  " ",
  "  ",
  "\n",
  "\t",
  ".",
  "’",
  "😀",
  "👩‍👩‍👧",
  "🇩🇪",
  "𝒳",
  "\ud800",
];

export function randomText(next: (below: number) => number, parts: number): string {
  let text = "";
  for (let i = 0; i < parts; i += 1) text += ALPHABET[next(ALPHABET.length)];
  return text;
}

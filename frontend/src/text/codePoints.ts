/**
 * Text addressed by Unicode code points.
 *
 * Offsets in tasks are counted the way Python counts: one per code point. JavaScript strings are UTF-16, so every
 * character outside the basic plane (most emoji) would shift all later spans by one. Everything that cuts a task's
 * text goes through this module. A lone surrogate counts as one code point in both languages.
 */

export interface CodePointText {
  /** Length in code points. */
  readonly length: number;
  /** The text between two code point offsets, end exclusive; offsets outside the text are clamped. */
  slice(start: number, end?: number): string;
  /** UTF-16 offset of a code point offset. */
  toUtf16(offset: number): number;
  /** Code point offset of a UTF-16 offset; inside a surrogate pair: the offset of the pair's start. */
  fromUtf16(offset: number): number;
}

const SURROGATE = /[\ud800-\udfff]/;

let last: { text: string; index: CodePointText } | null = null;

/** Index a text once, so that each later cut costs no more than the slice itself. The last index is remembered. */
export function makeCodePointText(text: string): CodePointText {
  if (last?.text !== text) last = { text, index: SURROGATE.test(text) ? new IndexedText(text) : new PlainText(text) };
  return last.index;
}

/** Length of a string in code points. */
export function countCodePoints(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(max, value));
}

/** Without surrogates both ways of counting agree. */
class PlainText implements CodePointText {
  readonly length: number;

  constructor(private readonly text: string) {
    this.length = text.length;
  }

  slice(start: number, end: number = this.length): string {
    return this.text.slice(clamp(start, this.length), clamp(end, this.length));
  }

  toUtf16(offset: number): number {
    return clamp(offset, this.length);
  }

  fromUtf16(offset: number): number {
    return clamp(offset, this.length);
  }
}

class IndexedText implements CodePointText {
  readonly length: number;
  /** UTF-16 offset of every code point, and of the end of the text. */
  private readonly starts: Uint32Array;

  constructor(private readonly text: string) {
    const starts = new Uint32Array(text.length + 1);
    let count = 0;
    for (let at = 0; at < text.length; count += 1) {
      starts[count] = at;
      at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
    }
    starts[count] = text.length;
    this.length = count;
    this.starts = starts.subarray(0, count + 1);
  }

  slice(start: number, end: number = this.length): string {
    return this.text.slice(this.toUtf16(start), this.toUtf16(end));
  }

  toUtf16(offset: number): number {
    return this.starts[clamp(offset, this.length)] as number;
  }

  fromUtf16(offset: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** What holds for every edit of spans, whatever the text and the edits before it. */
import { describe, expect, it } from "vitest";
import type { Span, Token } from "../model/parts";
import { alignSpan, alignSpans } from "./alignSpans";
import { makeCodePointText } from "./codePoints";
import {
  acceptSuggestion,
  applyLabel,
  finishSpans,
  isSuggested,
  moveSpan,
  relabelSpan,
  removeSpan,
  sortSpans,
  type SpanEdit,
} from "./editSpans";
import { random, randomText, tokenize } from "./testTokens";

type Next = (below: number) => number;

function randomEdit(spans: readonly Span[], tokens: readonly Token[], next: Next): SpanEdit | null {
  const from = next(tokens.length);
  const range = { from, to: from + next(Math.min(3, tokens.length - from)) };
  const one = spans[next(spans.length || 1)];
  const label = "ABC"[next(3)]!;
  if (!one || next(2) === 0) return applyLabel(spans, tokens, range, label);
  const edits = [
    () => removeSpan(spans, tokens, one),
    () => relabelSpan(spans, tokens, one, label),
    () => moveSpan(spans, tokens, one, range),
    () => acceptSuggestion(spans, tokens, one),
  ];
  return edits[next(edits.length)]!();
}

const frozen = (spans: readonly Span[]) => Object.freeze(spans.map((span) => Object.freeze({ ...span }))) as Span[];

describe.each([1, 2, 3, 4])("a row of edits (seed %i)", (seed) => {
  const next = random(seed);
  const text = `Ada 😀 ${randomText(next, 40)} שלום`;
  const tokens = tokenize(text);
  const points = makeCodePointText(text);

  it("keeps spans sorted, apart, on token borders and with the words of the text", () => {
    let spans: Span[] = frozen([
      { start: tokens[0]!.start, end: tokens[0]!.end, label: "A", suggested: true, note: "kept" } as Span,
    ]);
    for (let i = 0; i < 200; i += 1) {
      const edit = randomEdit(spans, tokens, next);
      if (!edit) continue;
      spans = frozen(edit.spans);
      const { aligned, unaligned } = alignSpans(spans, tokens);
      expect(unaligned).toEqual([]);
      expect(sortSpans(spans)).toEqual(spans);
      aligned.forEach((one, at) => {
        if (at > 0) expect(aligned[at - 1]!.to).toBeLessThan(one.from);
        const words = tokens.slice(one.from, one.to + 1);
        const drawn = points.slice(one.span.start, one.span.end);
        expect(drawn.startsWith(words[0]!.text) && drawn.endsWith(words.at(-1)!.text)).toBe(true);
        expect(one.span).toMatchObject({ token_start: words[0]!.id, token_end: words.at(-1)!.id });
      });
    }
  });

  it("leaves the objects of other spans as they are", () => {
    let spans: Span[] = [];
    for (let i = 0; i < 100; i += 1) {
      const edit = randomEdit(spans, tokens, next);
      if (!edit) continue;
      const before = new Set(spans);
      const made = edit.spans.filter((span) => !before.has(span));
      expect(made.length).toBeLessThanOrEqual(1);
      if (made[0]) expect(edit.span).toBe(made[0]);
      spans = edit.spans;
    }
  });

  it("takes a new span away again without a trace", () => {
    let spans: Span[] = [];
    for (let i = 0; i < 100; i += 1) {
      const from = next(tokens.length);
      const made = applyLabel(spans, tokens, { from, to: from }, "NEW");
      const isFree = !spans.some((span) => {
        const range = alignSpan(span, tokens);
        return range && range.from <= from && range.to >= from;
      });
      if (made?.span && isFree) expect(removeSpan(made.spans, tokens, made.span)?.spans).toEqual(spans);
      spans = randomEdit(spans, tokens, next)?.spans ?? spans;
    }
  });
});

describe("finishSpans", () => {
  it("drops suggestions only, and is done after once", () => {
    const next = random(9);
    const tokens = tokenize("one two three four five six");
    for (let round = 0; round < 50; round += 1) {
      const spans = Array.from({ length: next(6) }, (): Span => {
        const token = tokens[next(tokens.length)]!;
        return { start: token.start, end: token.end, label: "A", ...(next(2) ? { suggested: true } : {}) };
      });
      const finished = finishSpans(spans, tokens);
      expect(finished).toHaveLength(spans.filter((span) => !isSuggested(span)).length);
      expect(finishSpans(finished, tokens)).toEqual(finished);
    }
  });
});

import { describe, expect, it } from "vitest";
import type { Span } from "../model/parts";
import { alignSpan, alignSpans, rangesOverlap, spanAt, withoutOverlaps } from "./alignSpans";
import { makeCodePointText } from "./codePoints";
import { acceptSuggestion, applyLabel, finishSpans, moveSpan, relabelSpan, removeSpan, sortSpans } from "./editSpans";
import { applyToIdentical } from "./identical";
import { random, randomText, tokenize } from "./testTokens";

const TEXT = "Uber’s Lesson: Silicon Valley’s Start-Up Machine Needs Fixing";
const TOKENS = tokenize(TEXT);
const at = (word: string) => TOKENS.findIndex((token) => token.text === word);
const LOCATION = { from: at("Silicon"), to: at("Valley") };

describe("alignSpan", () => {
  it("finds the tokens of exact offsets", () => {
    expect(alignSpan({ start: 15, end: 29 }, TOKENS)).toEqual(LOCATION);
  });

  it.each([
    ["inside a token", { start: 16, end: 29 }],
    ["in a gap", { start: 14, end: 15 }],
    ["empty", { start: 15, end: 15 }],
    ["without offsets", {} as Span],
    ["behind the text", { start: 15, end: 900 }],
  ])("refuses a span %s", (_name, span) => {
    expect(alignSpan(span, TOKENS)).toBeNull();
  });

  it("falls back on token ids that overlap the characters", () => {
    const span = { start: 15, end: 30, token_start: LOCATION.from, token_end: LOCATION.to };
    expect(alignSpan(span, TOKENS)).toEqual(LOCATION);
    expect(alignSpan({ ...span, start: 50, end: 53 }, TOKENS)).toBeNull();
  });

  it("reads token ids of a slice of a document", () => {
    const slice = TOKENS.slice(4).map((token) => ({ ...token, id: token.id + 100 }));
    const first = slice[0]!;
    const span = { start: first.start, end: first.end + 1, token_start: first.id, token_end: first.id };
    expect(alignSpan(span, slice)).toEqual({ from: 0, to: 0 });
  });
});

describe("withoutOverlaps", () => {
  it("keeps the longest", () => {
    const short = { from: 1, to: 2 };
    const long = { from: 2, to: 5 };
    const free = { from: 7, to: 7 };
    expect(withoutOverlaps([short, long, free])).toEqual({ visible: [long, free], hidden: [short] });
  });

  it("never shows two spans on one token, and hides none without a reason", () => {
    const next = random(5);
    for (let round = 0; round < 200; round += 1) {
      const spans = Array.from({ length: next(12) }, () => {
        const from = next(20);
        return { from, to: from + next(5) };
      });
      const { visible, hidden } = withoutOverlaps(spans);
      expect(visible.length + hidden.length).toBe(spans.length);
      visible.forEach((a, i) => {
        if (i > 0) expect(visible[i - 1]!.to).toBeLessThan(a.from);
      });
      for (const lost of hidden) expect(visible.some((span) => rangesOverlap(span, lost))).toBe(true);
      for (let token = 0; token < 26; token += 1) {
        expect(spanAt(visible, token)).toBe(visible.find((span) => span.from <= token && span.to >= token));
      }
    }
  });
});

describe("applyLabel", () => {
  it("makes the spans of the documented export", () => {
    const location = applyLabel(undefined, TOKENS, LOCATION, "LOCATION");
    const both = applyLabel(location?.spans, TOKENS, { from: 0, to: 0 }, "ORG");
    expect(both?.spans).toEqual([
      { start: 0, end: 4, token_start: 0, token_end: 0, label: "ORG" },
      { start: 15, end: 29, token_start: LOCATION.from, token_end: LOCATION.to, label: "LOCATION" },
    ]);
  });

  it("counts offsets like Python behind emoji", () => {
    const tokens = tokenize("😀👍 Uber");
    const edit = applyLabel([], tokens, { from: 2, to: 2 }, "ORG");
    expect(edit?.span).toMatchObject({ start: 3, end: 7 });
  });

  it("replaces the spans that it touches", () => {
    const spans: Span[] = [
      { start: 0, end: 4, label: "A" },
      { start: 15, end: 22, label: "B" },
      { start: 23, end: 29, label: "C" },
    ];
    const edit = applyLabel(spans, TOKENS, LOCATION, "D");
    expect(edit?.spans.map((span) => span.label)).toEqual(["A", "D"]);
  });

  it("relabels the same range and keeps unknown keys", () => {
    const spans = [{ start: 15, end: 29, label: "ORG", pattern: 7, note: { by: "me" } }];
    const edit = applyLabel(spans, TOKENS, LOCATION, "LOCATION");
    expect(edit?.spans).toEqual([
      {
        start: 15,
        end: 29,
        label: "LOCATION",
        pattern: 7,
        note: { by: "me" },
        token_start: LOCATION.from,
        token_end: LOCATION.to,
      },
    ]);
    expect(spans[0]).toEqual({ start: 15, end: 29, label: "ORG", pattern: 7, note: { by: "me" } });
  });

  it("changes nothing when the same span is there", () => {
    expect(applyLabel([{ start: 15, end: 29, label: "A" }], TOKENS, LOCATION, "A")).toBeNull();
  });

  it("does not touch a locked span", () => {
    expect(applyLabel([{ start: 15, end: 22, label: "A", locked: true }], TOKENS, LOCATION, "B")).toBeNull();
  });

  it("keeps spans off the token borders", () => {
    const odd = { start: 16, end: 20, label: "ODD" };
    expect(applyLabel([odd], TOKENS, LOCATION, "A")?.spans).toContain(odd);
  });
});

describe("single span edits", () => {
  const span: Span = { start: 0, end: 4, label: "ORG", score: 0.5 };

  it("removes by identity", () => {
    expect(removeSpan([span], TOKENS, span)?.spans).toEqual([]);
    expect(removeSpan([span], TOKENS, { ...span })).toBeNull();
  });

  it("does not remove a locked span", () => {
    const locked = { ...span, locked: true };
    expect(removeSpan([locked], TOKENS, locked)).toBeNull();
    expect(relabelSpan([locked], TOKENS, locked, "X")).toBeNull();
  });

  it("relabels and accepts suggestions", () => {
    const suggested = { ...span, suggested: true };
    expect(acceptSuggestion([suggested], TOKENS, suggested)?.span).toEqual({ ...span, token_start: 0, token_end: 0 });
    expect(relabelSpan([suggested], TOKENS, suggested, "GPE")?.span).toEqual({
      ...span,
      label: "GPE",
      token_start: 0,
      token_end: 0,
    });
  });

  it("moves a border, but not into a neighbour", () => {
    const other: Span = { start: 7, end: 13, label: "X" };
    const wider = { from: 0, to: 1 };
    expect(moveSpan([span], TOKENS, span, wider)?.span).toMatchObject({ start: 0, end: 6, token_end: 1, score: 0.5 });
    expect(moveSpan([span, other], TOKENS, span, { from: 0, to: at("Lesson") })).toBeNull();
  });
});

describe("finishSpans", () => {
  it("sorts, fills token ids and drops suggestions nobody accepted", () => {
    const spans: Span[] = [
      { start: 15, end: 29, label: "B" },
      { start: 7, end: 13, label: "S", suggested: true },
      { start: 0, end: 4, label: "A" },
    ];
    expect(finishSpans(spans, TOKENS).map((span) => [span.label, span.token_start])).toEqual([
      ["A", 0],
      ["B", LOCATION.from],
    ]);
  });

  it("leaves shapes without character offsets alone", () => {
    const shape = { points: [[0, 0]], label: "BOX" } as unknown as Span;
    expect(finishSpans([shape], TOKENS)).toEqual([shape]);
  });
});

describe("applyToIdentical", () => {
  const tokens = tokenize("New York is not New Jersey, New York is New York.");

  it("labels the free mentions in one edit", () => {
    const first = applyLabel([], tokens, { from: 0, to: 1 }, "GPE");
    const edit = applyToIdentical(first?.spans, tokens, { from: 0, to: 1 }, "GPE");
    expect(edit?.count).toBe(2);
    expect(edit?.spans.map((span) => span.start)).toEqual([0, 28, 40]);
  });

  it("leaves mentions with a span alone", () => {
    const spans = [{ start: 28, end: 31, label: "X" }];
    expect(applyToIdentical(spans, tokens, { from: 0, to: 1 }, "GPE")?.count).toBe(1);
  });

  it("is null when there is nothing to add", () => {
    expect(applyToIdentical([], tokens, { from: 3, to: 3 }, "X")).toBeNull();
  });
});

describe("random edits", () => {
  it("keep spans sorted, on token borders, free of overlaps, and loyal to the text", () => {
    const next = random(42);
    for (let round = 0; round < 150; round += 1) {
      const text = randomText(next, 30);
      const index = makeCodePointText(text);
      const tokens = tokenize(text);
      if (tokens.length === 0) continue;
      let spans: Span[] | undefined;
      for (let step = 0; step < 12; step += 1) {
        const before = JSON.stringify(spans);
        const from = next(tokens.length);
        const range = { from, to: Math.min(tokens.length - 1, from + next(4)) };
        const some = spans?.[next(spans.length)];
        const edit =
          next(3) === 0 && some ? removeSpan(spans, tokens, some) : applyLabel(spans, tokens, range, "ABC"[next(3)]!);
        expect(JSON.stringify(spans)).toBe(before);
        spans = edit?.spans ?? spans;
      }
      const { aligned, unaligned } = alignSpans(spans, tokens);
      expect(unaligned).toEqual([]);
      expect(withoutOverlaps(aligned).hidden).toEqual([]);
      expect(sortSpans(spans ?? [])).toEqual(spans ?? []);
      for (const { span, from, to } of aligned) {
        const inside = tokens.slice(from, to + 1);
        expect(index.slice(span.start, span.end).startsWith(inside[0]!.text)).toBe(true);
        expect(index.slice(span.start, span.end).endsWith(inside.at(-1)!.text)).toBe(true);
      }
    }
  });
});

import { describe, expect, it } from "vitest";
import type { Span } from "../model/parts";
import { ONE_PER_TOKEN, WITH_OVERLAPS } from "./spanRules";
import { tokenize } from "./testTokens";

const TOKENS = tokenize("Uber sued Uber over Uber\n\nEats");
const RULES = { allowNewlines: false };
const span = (token: number, last: number, label: string, extra: Partial<Span> = {}): Span => ({
  start: TOKENS[token]!.start,
  end: TOKENS[last]!.end,
  token_start: token,
  token_end: last,
  label,
  ...extra,
});
const apply = (rules: typeof WITH_OVERLAPS, spans: Span[] | undefined, from: number, to: number, label: string) =>
  rules.apply(spans, TOKENS, { from, to }, label, RULES);

describe("with overlaps", () => {
  it("adds spans across, inside and exactly over others", () => {
    let spans: Span[] = [];
    for (const [from, to, label] of [
      [0, 2, "A"],
      [1, 3, "A"],
      [1, 1, "A"],
      [0, 2, "B"],
    ] as const) {
      spans = apply(WITH_OVERLAPS, spans, from, to, label)!.spans;
    }
    expect(spans).toEqual([span(0, 2, "A"), span(0, 2, "B"), span(1, 1, "A"), span(1, 3, "A")]);
  });

  it("refuses the same range with the same label", () => {
    expect(apply(WITH_OVERLAPS, [span(0, 1, "A")], 0, 1, "A")).toBeNull();
  });

  it("accepts a suggestion that is made by hand", () => {
    expect(apply(WITH_OVERLAPS, [span(0, 1, "A", { suggested: true })], 0, 1, "A")?.spans).toEqual([span(0, 1, "A")]);
  });

  it("leaves other span objects alone", () => {
    const before = span(0, 2, "A", { score: 0.5 });
    expect(apply(WITH_OVERLAPS, [before], 1, 1, "B")?.spans[0]).toBe(before);
  });

  it("refuses to relabel and to move a span onto its double", () => {
    const [a, b, c] = [span(0, 1, "A"), span(0, 1, "B"), span(0, 2, "A")];
    const spans = [a, b, c];
    expect(WITH_OVERLAPS.relabel(spans, TOKENS, b, "A")).toBeNull();
    expect(WITH_OVERLAPS.move(spans, TOKENS, c, { from: 0, to: 1 })).toBeNull();
    expect(WITH_OVERLAPS.move(spans, TOKENS, b, { from: 0, to: 2 })?.span).toEqual(span(0, 2, "B"));
  });

  it("does not move locked spans", () => {
    const locked = span(0, 1, "A", { locked: true });
    expect(WITH_OVERLAPS.move([locked], TOKENS, locked, { from: 0, to: 2 })).toBeNull();
  });

  it("marks all other mentions, whatever else covers them", () => {
    const spans = [span(0, 0, "A"), span(1, 3, "B"), span(4, 4, "A")];
    const edit = WITH_OVERLAPS.repeat(spans, TOKENS, { from: 0, to: 0 }, "A");
    expect(edit?.count).toBe(1);
    expect(edit?.spans).toContainEqual(span(2, 2, "A"));
  });
});

describe("one per token", () => {
  it("makes one span for each token of a range, without line breaks", () => {
    expect(apply(ONE_PER_TOKEN, undefined, 3, 6, "X")?.spans).toEqual([
      span(3, 3, "X"),
      span(4, 4, "X"),
      span(6, 6, "X"),
    ]);
  });

  it("relabels what is tagged already, and keeps its other keys", () => {
    const edit = apply(ONE_PER_TOKEN, [span(0, 0, "X", { source: "model" }), span(1, 1, "Y")], 0, 1, "Y");
    expect(edit?.spans).toEqual([span(0, 0, "Y", { source: "model" }), span(1, 1, "Y")]);
  });

  it("goes around disabled tokens and locked tags", () => {
    const tokens = TOKENS.map((token) => ({ ...token, disabled: token.id === 1 }));
    const locked = span(2, 2, "Y", { locked: true });
    const edit = ONE_PER_TOKEN.apply([locked], tokens, { from: 0, to: 3 }, "X", RULES);
    expect(edit?.spans).toEqual([span(0, 0, "X"), locked, span(3, 3, "X")]);
  });

  it("replaces a longer span", () => {
    expect(apply(ONE_PER_TOKEN, [span(0, 2, "LONG")], 1, 1, "X")?.spans).toEqual([span(1, 1, "X")]);
  });

  it("changes nothing when all is tagged so", () => {
    expect(apply(ONE_PER_TOKEN, [span(0, 0, "X")], 0, 0, "X")).toBeNull();
  });
});

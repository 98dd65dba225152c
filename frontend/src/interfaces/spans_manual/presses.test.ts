import { describe, expect, it } from "vitest";
import type { Span } from "../../model/parts";
import { WITH_OVERLAPS } from "../../text/spanRules";
import { random, tokenize } from "../../text/testTokens";
import { resolveTheme } from "../../theme";
import { laneModel, neighbourSpan, spanForKeys, spansAcross, spansAt } from "./model";
import { findDrawn, readPress, stackAt, type Press } from "./presses";

const tokens = tokenize("Ada Lovelace wrote the first program");
const theme = resolveTheme({});
const make = (spans: Span[]) => laneModel(spans, tokens, () => 4, ["A", "B"], theme).spans;
const span = (from: number, to: number, label = "A", extra: Partial<Span> = {}): Span => ({
  start: tokens[from]!.start,
  end: tokens[to]!.end,
  token_start: from,
  token_end: to,
  label,
  ...extra,
});
const CLICK: Press = { isTouch: false, isSelecting: false, readOnly: false };
const FREE = { isLocked: false, isSuggested: false };
const ranges = (spans: readonly { from: number; to: number }[]) => spans.map(({ from, to }) => [from, to]);

describe("spansAt", () => {
  const spans = make([span(0, 3), span(1, 2, "B"), span(2, 2), span(4, 5)]);

  it("lists all spans over a token from the text downwards", () => {
    const found = spansAt(spans, 2);
    expect(found).toHaveLength(3);
    expect(found.map(({ lane }) => lane)).toEqual([...found.map(({ lane }) => lane)].sort((a, b) => a - b));
  });

  it("lists over a gap only those that go on behind it", () => {
    expect(ranges(spansAcross(spans, 2))).toEqual([[0, 3]]);
    expect(spansAcross(spans, 3)).toEqual([]);
  });
});

describe("spanForKeys", () => {
  const spans = make([span(0, 2), span(1, 3, "B", { suggested: true }), span(3, 4, "A", { suggested: true })]);

  it("means the selected span while the cursor is in it", () => {
    expect(spanForKeys(spans, 2, spans[0])).toBe(spans[0]);
    expect(spanForKeys(spans, 3, spans[0])).toBeUndefined();
  });

  it("means a suggestion only if it is the only one there", () => {
    expect(ranges([spanForKeys(spans, 1, undefined)!])).toEqual([[1, 3]]);
    expect(spanForKeys(spans, 0, undefined)).toBeUndefined();
    expect(spanForKeys(spans, 3, undefined)).toBeUndefined();
  });
});

describe("neighbourSpan", () => {
  const spans = make([span(0, 1), span(2, 4), span(3, 3, "B")]);

  it("goes round from the selected span, in both directions", () => {
    expect(neighbourSpan(spans, spans[2], 0, 1)).toBe(spans[0]);
    expect(neighbourSpan(spans, spans[0], 0, -1)).toBe(spans[2]);
  });

  it("goes on from the cursor while none is selected", () => {
    expect(neighbourSpan(spans, undefined, 1, 1)).toBe(spans[1]);
    expect(neighbourSpan(spans, undefined, 2, -1)).toBe(spans[0]);
    expect(neighbourSpan(spans, undefined, 5, 1)).toBe(spans[0]);
    expect(neighbourSpan([], undefined, 5, 1)).toBeUndefined();
  });
});

describe("stackAt", () => {
  const spans = make([span(0, 3), span(1, 2, "B")]);

  it("puts the span that was hit first", () => {
    const hit = spans[1]!;
    expect(stackAt(spans, hit, { token: 1, gap: null, isChip: false })).toEqual([hit, spans[0]]);
    expect(stackAt(spans, hit, { token: null, gap: 1, isChip: false })).toEqual([hit, spans[0]]);
  });

  it("knows no other span at a label, or beside all tokens", () => {
    expect(stackAt(spans, spans[0]!, { token: 1, gap: null, isChip: true })).toEqual([spans[0]]);
    expect(stackAt(spans, spans[0]!, { token: null, gap: null, isChip: false })).toEqual([spans[0]]);
  });
});

describe("readPress", () => {
  it("removes with a click, and with the second touch", () => {
    expect(readPress(FREE, false, CLICK)).toBe("remove");
    expect(readPress(FREE, false, { ...CLICK, isTouch: true })).toBe("select");
    expect(readPress(FREE, true, { ...CLICK, isTouch: true })).toBe("remove");
  });

  it.each<[string, typeof FREE, Partial<Press>]>([
    ["locked", { ...FREE, isLocked: true }, {}],
    ["suggested", { ...FREE, isSuggested: true }, {}],
    ["only shown", FREE, { readOnly: true }],
    ["meant to be selected", FREE, { isSelecting: true }],
  ])("never removes a span that is %s", (_, kind, press) => {
    expect(readPress(kind, true, { ...CLICK, ...press })).toBe("select");
    expect(readPress(kind, true, { ...CLICK, isTouch: true, ...press })).toBe("select");
  });
});

describe("findDrawn", () => {
  const task = { spans: [span(0, 1), span(0, 1, "B")] };
  const drawn = make(task.spans);
  const find = (from: number, to: number, label: string | null) =>
    findDrawn(drawn, task, tokens, { allowNewlines: false }, { from, to }, label);

  it("needs the same tokens and the same label", () => {
    expect(find(0, 1, "B")?.span).toBe(task.spans[1]);
    expect(find(0, 1, "C")).toBeUndefined();
    expect(find(0, 0, "A")).toBeUndefined();
    expect(find(0, 1, null)).toBeUndefined();
  });
});

it("never lets two bars of a lane overlap, whatever is added or removed", () => {
  const next = random(11);
  let spans: Span[] = [];
  let before: ReturnType<typeof make> = [];
  for (let i = 0; i < 250; i += 1) {
    const [a, b] = [next(tokens.length), next(tokens.length)];
    const range = { from: Math.min(a, b), to: Math.max(a, b) };
    if (next(3) === 0) spans = spans.filter((_, at) => at !== next(spans.length || 1));
    else spans = WITH_OVERLAPS.apply(spans, tokens, range, "AB"[next(2)]!, { allowNewlines: false })?.spans ?? spans;
    const drawn = laneModel(spans, tokens, () => 4, ["A", "B"], theme, before).spans;
    expect(drawn).toHaveLength(spans.length);
    for (const [at, one] of drawn.entries())
      for (const other of drawn.slice(at + 1))
        if (one.lane === other.lane) expect(one.to < other.from || other.to < one.from).toBe(true);
    expect(new Set(drawn.map(({ key }) => key)).size).toBe(drawn.length);
    before = drawn;
  }
});

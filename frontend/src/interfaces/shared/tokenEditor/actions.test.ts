import { describe, expect, it } from "vitest";
import { makeTranslate } from "../../../i18n";
import en from "../../../i18n/en.json";
import type { Span } from "../../../model/parts";
import { alignSpan, alignSpans, spanAt } from "../../../text/alignSpans";
import { ONE_PER_TOKEN, WITH_OVERLAPS, WITHOUT_OVERLAPS } from "../../../text/spanRules";
import { random, tokenize } from "../../../text/testTokens";
import { tokenGaps } from "../../../text/tokens";
import type { DrawnSpan } from "../tokens/drawnSpan";
import * as actions from "./actions";
import { NOTHING, type Outcome, type Scene } from "./actions";

const TEXT = "Ada met Ada in 😀 London\nin 1843";
//            0   1   2   3  4 5     6 7  8
const tokens = tokenize(TEXT);
const NEWLINE = 6;

const drawnSpan = (span: Span): DrawnSpan =>
  ({
    ...alignSpan(span, tokens)!,
    span,
    isLocked: span.locked === true,
    isSuggested: span.suggested === true,
  }) as never;
const drawnSpans = (spans: readonly Span[] | undefined) =>
  alignSpans(spans, tokens).aligned.map(({ span }) => drawnSpan(span));

function scene(extra: Partial<Scene> = {}): Scene {
  return {
    spans: undefined,
    tokens,
    gaps: tokenGaps(tokens, "ws", TEXT),
    rules: { allowNewlines: false },
    spanRules: WITHOUT_OVERLAPS,
    state: NOTHING,
    active: "PER",
    requiresClick: false,
    at: (position) => spanAt(drawnSpans(extra.spans), position),
    t: makeTranslate("en", en),
    ...extra,
  };
}

/** The scene after an outcome, as the editor makes it. */
function after(before: Scene, outcome: Outcome | null): Scene {
  const spans = outcome?.edit ? outcome.edit.spans : before.spans;
  return { ...before, spans, state: { ...before.state, ...outcome?.state }, at: scene({ spans }).at };
}
const ranges = (spans: readonly Span[] | undefined) =>
  (spans ?? []).map(({ token_start, token_end, label }) => [token_start, token_end, label]);
const person = (from: number, to: number, extra: Partial<Span> = {}): Span => ({
  start: tokens[from]!.start,
  end: tokens[to]!.end,
  token_start: from,
  token_end: to,
  label: "PER",
  ...extra,
});

describe("select", () => {
  it("makes a span of a finished selection and announces it", () => {
    const outcome = actions.select(scene(), { from: 0, to: 0 }, 0, false);
    expect(ranges(outcome.edit?.spans)).toEqual([[0, 0, "PER"]]);
    expect(outcome.announced).toBe(outcome.edit?.span);
    expect(outcome.state).toEqual({ pending: null, selected: null, made: outcome.edit?.span });
    expect(outcome.message).toContain("Ada");
  });

  it("cuts off line breaks, and selects nothing where nothing else is left", () => {
    expect(ranges(actions.select(scene(), { from: 5, to: NEWLINE }, 5, false).edit?.spans)).toEqual([[5, 5, "PER"]]);
    const none = actions.select(scene(), { from: NEWLINE, to: NEWLINE }, NEWLINE, false);
    expect(none).toEqual({ state: { selected: null, pending: null } });
  });

  it.each<[string, Partial<Scene>]>([
    ["no label is active", { active: null }],
    ["a click is required", { requiresClick: true }],
  ])("waits while %s", (_, extra) => {
    const waiting = after(scene(extra), actions.select(scene(extra), { from: 0, to: 2 }, 2, true));
    expect(waiting.spans).toBeUndefined();
    expect(waiting.state.pending).toEqual({ range: { from: 0, to: 2 }, anchor: 2, isTouch: true });
    expect(ranges(after(waiting, actions.confirm(waiting, "ORG")).spans)).toEqual([[0, 2, "ORG"]]);
  });
});

describe("confirm", () => {
  it("needs something that waits and a label", () => {
    expect(actions.confirm(scene())).toBeNull();
    const waiting = after(scene(), actions.hold(scene(), 0, false));
    expect(actions.confirm({ ...waiting, active: null })).toBeNull();
  });
});

describe("hold and tap", () => {
  it("begins, extends from where it began in both directions, and confirms at a second tap", () => {
    let now = after(scene(), actions.hold(scene(), 2, false));
    now = after(now, actions.tap(now, 3));
    expect(now.state.pending?.range).toEqual({ from: 2, to: 3 });
    now = after(now, actions.tap(now, 0));
    expect(now.state.pending?.range).toEqual({ from: 0, to: 2 });
    now = after(now, actions.tap(now, 2));
    expect(now.state.pending?.range).toEqual({ from: 2, to: 2 });
    now = after(now, actions.tap(now, 2));
    expect(ranges(now.spans)).toEqual([[2, 2, "PER"]]);
  });

  it("changes ends only while something waits", () => {
    expect(actions.resizePending(scene(), { from: 0, to: 1 })).toBeNull();
    const waiting = after(scene(), actions.hold(scene(), 5, false));
    const wide = after(waiting, actions.resizePending(waiting, { from: 3, to: NEWLINE }));
    expect(wide.state.pending).toEqual({ range: { from: 3, to: 5 }, anchor: 5, isTouch: true });
  });
});

describe("one span", () => {
  const span = person(0, 0);
  const with_ = (extra: Partial<Scene> = {}) =>
    scene({ spans: [span], state: { ...NOTHING, selected: span }, ...extra });

  it("stays selected under its new label and its new borders", () => {
    const named = after(with_(), actions.relabel(with_(), drawnSpan(span), "ORG"));
    expect(named.state.selected).toBe(named.spans?.[0]);
    const grown = after(named, actions.resize(named, drawnSpan(named.spans![0]!), "to", 1));
    expect(ranges(grown.spans)).toEqual([[0, 1, "ORG"]]);
    expect(grown.state.selected).toBe(grown.spans?.[0]);
  });

  it("does not become selected by a label that came from elsewhere", () => {
    expect(actions.relabel(with_({ state: NOTHING }), drawnSpan(span), "ORG")).not.toHaveProperty("state");
  });

  it("doesn't grow out of the text", () => {
    expect(actions.resize(with_(), drawnSpan(span), "from", -1)).toBeNull();
    const last = person(8, 8);
    expect(actions.resize(scene({ spans: [last] }), drawnSpan(last), "to", 1)).toBeNull();
  });

  it("makes all steps of a drag one step of undo", () => {
    const move = (isFirst: boolean) => actions.moveTo(with_(), drawnSpan(span), { from: 0, to: 1 }, isFirst);
    expect(move(true)?.isPartOfLast).toBe(false);
    expect(move(false)?.isPartOfLast).toBe(true);
    expect(actions.moveTo(with_(), drawnSpan(span), { from: 0, to: 0 }, true)).toBeNull();
  });

  it("is named when it is removed, and not removed when it is locked or gone", () => {
    const outcome = actions.remove(with_(), drawnSpan(span));
    expect(outcome?.edit?.spans).toEqual([]);
    expect(outcome?.message).toContain("PER: Ada");
    const locked = person(0, 0, { locked: true });
    expect(actions.remove(scene({ spans: [locked] }), drawnSpan(locked))).toBeNull();
    expect(actions.remove(scene({ spans: [] }), drawnSpan(span))).toEqual({ state: { selected: null } });
    expect(actions.remove(with_(), undefined)).toBeNull();
  });
});

describe("applyTo", () => {
  it("accepts the suggestion under the cursor instead of labelling it", () => {
    const spans = [person(0, 0, { label: "ORG", suggested: true })];
    const outcome = actions.applyTo(scene({ spans }), { from: 0, to: 0 }, false);
    expect(outcome?.edit?.spans).toEqual([person(0, 0, { label: "ORG" })]);
  });

  it("labels the span under the cursor, or the tokens of a selection across it", () => {
    const spans = [person(0, 0, { label: "ORG" })];
    expect(ranges(actions.applyTo(scene({ spans }), { from: 0, to: 0 }, false)?.edit?.spans)).toEqual([[0, 0, "PER"]]);
    expect(ranges(actions.applyTo(scene({ spans }), { from: 0, to: 1 }, true)?.edit?.spans)).toEqual([[0, 1, "PER"]]);
    expect(actions.applyTo(scene({ spans, active: null }), { from: 0, to: 0 }, false)).toBeNull();
  });
});

describe("repeat", () => {
  it("marks as many mentions as it promised", () => {
    const now = scene({ spans: [person(0, 0)] });
    const drawn = drawnSpan(now.spans![0]!);
    expect(actions.countIdentical(now, drawn)).toBe(1);
    const outcome = actions.repeat(now, drawn);
    expect(ranges(outcome.edit?.spans)).toEqual([
      [0, 0, "PER"],
      [2, 2, "PER"],
    ]);
    expect(actions.countIdentical(after(now, outcome), drawn)).toBe(0);
  });

  it.each<[string, Partial<Span>]>([
    ["has no label", { label: undefined as never }],
    ["is locked", { locked: true }],
    ["is only suggested", { suggested: true }],
  ])("promises nothing for a span that %s", (_, extra) => {
    const span = person(0, 0, extra);
    expect(actions.countIdentical(scene({ spans: [span] }), drawnSpan(span))).toBe(0);
  });
});

describe("any sequence of actions", () => {
  const step = (now: Scene, next: (below: number) => number): Outcome | null => {
    const at = next(tokens.length);
    const drawn = drawnSpans(now.spans);
    const one = drawn[next(drawn.length || 1)];
    const range = { from: Math.min(at, 4), to: Math.max(at, 4) };
    const all: (() => Outcome | null)[] = [
      () => actions.select(now, range, at, false),
      () => actions.tap(now, at),
      () => actions.labelRange(now, range, "AB"[next(2)]!),
      () => actions.applyTo(now, range, next(2) === 0),
      () => actions.remove(now, one),
      () => (one ? actions.selectSpan(now, one) : null),
      () => (one ? actions.relabel(now, one, "AB"[next(2)]!) : null),
      () => (one ? actions.resize(now, one, next(2) ? "from" : "to", next(2) ? 1 : -1) : null),
      () => (one ? actions.moveTo(now, one, range, next(2) === 0) : null),
      () => (one ? actions.repeat(now, one) : null),
    ];
    return all[next(all.length)]!();
  };

  it.each([
    ["without overlaps", WITHOUT_OVERLAPS, true],
    ["with overlaps", WITH_OVERLAPS, false],
    ["of one token", ONE_PER_TOKEN, true],
  ])("leaves spans on token borders, sorted and each only once: %s", (_, spanRules, isDisjoint) => {
    const next = random(3);
    let now = scene({ spanRules });
    for (let i = 0; i < 500; i += 1) {
      now = after(now, step(now, next));
      const { aligned, unaligned } = alignSpans(now.spans, tokens);
      expect(unaligned).toEqual([]);
      expect((now.spans ?? []).map(({ start }) => start)).toEqual(
        (now.spans ?? []).map(({ start }) => start).sort((a, b) => a - b),
      );
      expect(new Set(ranges(now.spans).map(String)).size).toBe(aligned.length);
      if (isDisjoint)
        for (let k = 1; k < aligned.length; k += 1) expect(aligned[k]!.from).toBeGreaterThan(aligned[k - 1]!.to);
    }
  });
});

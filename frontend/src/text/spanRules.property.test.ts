/** What each set of rules promises, after any row of edits on any text. */
import fc from "../testing/fc";
import { describe, expect, it } from "vitest";
import type { Span, Token } from "../model/parts";
import { alignSpan, alignSpans } from "./alignSpans";
import { makeCodePointText } from "./codePoints";
import { sortSpans } from "./editSpans";
import { ONE_PER_TOKEN, WITH_OVERLAPS, WITHOUT_OVERLAPS, type SpanRules } from "./spanRules";
import { tokenize } from "./testTokens";
import { isSelectableToken } from "./tokens";

const RULES = { allowNewlines: false };
const words = fc.array(fc.constantFrom("Ada", "😀", "Ada", "e\u0301t", "\n", "漢字", ".", " ", "x"), {
  minLength: 2,
  maxLength: 14,
});
const edit = fc.record({
  kind: fc.constantFrom("apply", "relabel", "move", "repeat" as const),
  from: fc.nat(12),
  length: fc.nat(3),
  label: fc.constantFrom("A", "B", "C"),
  which: fc.nat(8),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;
const scene = fc.record({ words, edits: fc.array(edit, { maxLength: 12 }), isLocked: fc.boolean() });

function play(
  rules: SpanRules,
  { words: parts, edits, isLocked }: { words: string[]; edits: Edit[]; isLocked: boolean },
) {
  const text = ["Ada", ...parts].join(" ");
  const tokens = tokenize(text);
  const last = tokens.length - 1;
  const locked: Span = { start: tokens[0]!.start, end: tokens[0]!.end, label: "L", locked: true, note: "kept" };
  let spans: readonly Span[] = isLocked ? [locked] : [];
  for (const { kind, from, length, label, which } of edits) {
    const start = Math.min(from, last);
    const range = { from: start, to: Math.min(start + length, last) };
    const span = spans[which % (spans.length || 1)];
    const before = JSON.stringify(spans);
    const done =
      kind === "apply" || !span
        ? rules.apply(spans, tokens, range, label, RULES)
        : kind === "relabel"
          ? rules.relabel(spans, tokens, span, label)
          : kind === "move"
            ? rules.move(spans, tokens, span, range)
            : rules.repeat(spans, tokens, alignSpan(span, tokens)!, label);
    expect(JSON.stringify(spans)).toBe(before);
    if (done) spans = done.spans;
  }
  return { text, tokens, spans, locked };
}

const ranges = (spans: readonly Span[], tokens: readonly Token[]) => alignSpans(spans, tokens).aligned;

describe.each([
  ["without overlaps", WITHOUT_OVERLAPS],
  ["with overlaps", WITH_OVERLAPS],
  ["one per token", ONE_PER_TOKEN],
] as const)("%s", (_name, rules) => {
  it("spans stay sorted, on the borders of tokens, and with their token ids", () => {
    fc.assert(
      fc.property(scene, (input) => {
        const { text, tokens, spans } = play(rules, input);
        expect(alignSpans(spans, tokens).unaligned).toEqual([]);
        expect(sortSpans(spans)).toEqual(spans);
        const points = makeCodePointText(text);
        for (const { span, from, to } of ranges(spans, tokens)) {
          const drawn = points.slice(span.start, span.end);
          expect(drawn.startsWith(tokens[from]!.text) && drawn.endsWith(tokens[to]!.text)).toBe(true);
          if (!span["locked"]) expect([span.token_start, span.token_end]).toEqual([tokens[from]!.id, tokens[to]!.id]);
        }
      }),
    );
  });

  it("what is locked stays as it is", () => {
    fc.assert(
      fc.property(scene, (input) => {
        const { spans, locked } = play(rules, { ...input, isLocked: true });
        const found = spans.filter((span) => span["locked"]);
        expect(found).toEqual([
          { ...locked, ...(found[0] && { token_start: found[0].token_start, token_end: found[0].token_end }) },
        ]);
        expect(found[0]).toMatchObject(locked);
      }),
    );
  });
});

describe("overlaps", () => {
  it("are nowhere without them", () => {
    fc.assert(
      fc.property(scene, (input) => {
        const { tokens, spans } = play(WITHOUT_OVERLAPS, input);
        const all = ranges(spans, tokens);
        all.forEach(({ from }, i) => i > 0 && expect(from).toBeGreaterThan(all[i - 1]!.to));
      }),
    );
  });

  it("never are the same words with the same label twice", () => {
    fc.assert(
      fc.property(scene, (input) => {
        const { tokens, spans } = play(WITH_OVERLAPS, input);
        const keys = ranges(spans, tokens).map(({ from, to, span }) => `${from} ${to} ${span.label}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

it("one per token: each span is one token that can be selected", () => {
  fc.assert(
    fc.property(scene, (input) => {
      const { tokens, spans } = play(ONE_PER_TOKEN, { ...input, isLocked: false });
      for (const { from, to } of ranges(spans, tokens)) {
        expect(to).toBe(from);
        expect(isSelectableToken(tokens[from]!, RULES)).toBe(true);
      }
      expect(new Set(ranges(spans, tokens).map(({ from }) => from)).size).toBe(spans.length);
    }),
  );
});

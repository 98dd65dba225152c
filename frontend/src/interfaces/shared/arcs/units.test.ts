import { describe, expect, it } from "vitest";
import type { Span } from "../../../model/parts";
import { makeSpan } from "../../../text/editSpans";
import { random, randomText, tokenize } from "../../../text/testTokens";
import { readGraph } from "./graph";
import { makeLabelMeasure, LABEL_MAX } from "./measure";
import { labelOf, makeUnits, readRelations, resolveRelations, unitRef, type Relation } from "./units";

const text = "Ada Lovelace wrote 😀 the first program";
const tokens = tokenize(text);
const relation = (head: number, child: number, extra: Partial<Relation> = {}): Relation => ({
  head,
  child,
  label: "R",
  ...extra,
});

describe("makeUnits", () => {
  it.each([1, 2, 3])("covers every token once, in order, whatever the spans are (seed %i)", (seed) => {
    const next = random(seed);
    for (let round = 0; round < 80; round += 1) {
      const all = tokenize(randomText(next, 1 + next(30)));
      if (all.length === 0) continue;
      const range = () => {
        const from = next(all.length);
        return { from, to: from + next(Math.min(4, all.length - from)) };
      };
      const spans = Array.from({ length: next(6) }, (): Span => makeSpan(range(), all, "A"));
      const refs = Array.from({ length: next(3) }, () => {
        const [head_span, child_span] = [makeSpan(range(), all, "A"), makeSpan(range(), all, "A")];
        return relation(head_span.token_end!, child_span.token_end!, { head_span, child_span } as never);
      });
      const { list, ofToken, hidden, unaligned } = makeUnits(all, spans, refs);
      expect(list.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i))).toEqual(
        all.map((_, i) => i),
      );
      list.forEach(({ from, to }, i) => {
        for (let at = from; at <= to; at += 1) expect(ofToken[at]).toBe(i);
      });
      const drawn = list.flatMap(({ span }) => (span ? [span] : []));
      expect(drawn.length + hidden.length + unaligned.length).toBe(spans.length);
    }
  });

  it("holds tokens together that only a relation names", () => {
    const head_span = makeSpan({ from: 0, to: 1 }, tokens, "A");
    const { list } = makeUnits(tokens, undefined, [relation(1, 2, { head_span } as never)]);
    expect(list[0]).toMatchObject({ from: 0, to: 1, span: null, isInert: false });
  });
});

describe("resolveRelations", () => {
  it("finds an end by its span, by the span around its token, or by the token", () => {
    const spans = [makeSpan({ from: 0, to: 1 }, tokens, "PER")];
    const { units, arcs, unresolved } = readGraph({
      text,
      tokens,
      spans,
      relations: [relation(0, 2), relation(1, 2), relation(99, 2), relation(5, 2, { head_span: spans[0] as never })],
    });
    expect(arcs.map(({ head, child }) => [head, child])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(unresolved).toEqual([relation(99, 2)]);
    expect(units.list[0]?.span).toBe(spans[0]);
  });

  it("finds the units again from what it stores of them", () => {
    const units = makeUnits(tokens, [makeSpan({ from: 4, to: 6 }, tokens, "WORK")], []);
    units.list.forEach((unit, i) => {
      const ref = unitRef(unit, tokens);
      const stored = relation(ref.token_end, ref.token_end, { head_span: ref, child_span: ref });
      expect(resolveRelations([stored], units, tokens).arcs).toEqual([{ relation: stored, head: i, child: i }]);
    });
  });
});

describe("readGraph", () => {
  it("keeps its units while only relations change", () => {
    const before = readGraph({ text, tokens, relations: [] });
    expect(readGraph({ text, tokens, relations: [relation(0, 2)] as never }, before).units).toBe(before.units);
    const other = readGraph({ text, tokens, spans: [makeSpan({ from: 0, to: 0 }, tokens, "A")] }, before);
    expect(other.units).not.toBe(before.units);
  });

  it("passes over what is no relation, and reads the older key for one", () => {
    expect(readGraph({ text, tokens, relations: [null, 3, relation(0, 1)] as never }).arcs).toHaveLength(1);
    expect(readRelations({ arc: relation(0, 1) } as never)).toHaveLength(1);
    expect(readRelations({ relations: "none", arc: null } as never)).toEqual([]);
  });
});

describe("labels", () => {
  it("are shown as text, and nothing else is", () => {
    expect([labelOf("A"), labelOf(3), labelOf(null), labelOf(""), labelOf({})]).toEqual(["A", "3", "", "", ""]);
  });

  it("are as wide as their words, up to a limit", () => {
    const measure = makeLabelMeasure("sans-serif", 1);
    expect(measure("a")).toBeLessThan(measure("a longer one"));
    expect(measure("x".repeat(500))).toBe(LABEL_MAX);
  });
});

import { describe, expect, it } from "vitest";
import type { Span } from "../../model/parts";
import type { Task } from "../../model/task";
import { random, tokenize } from "../../text/testTokens";
import type { Relation } from "../shared/arcs/units";
import {
  addRelation,
  addSpan,
  finishRelations,
  relabelRelation,
  relabelSpan,
  removeRelation,
  removeSpan,
  type GraphPatch,
} from "./edits";
import { readGraph } from "../shared/arcs/graph";

const TEXT = "😀 Ada Lovelace wrote the first program";
//            0  1   2        3     4   5     6
const base: Task = { _input_hash: 1, _task_hash: 2, text: TEXT, tokens: tokenize(TEXT) };
const make = (extra: Partial<Task> = {}) => readGraph({ ...base, ...extra });
const span = (token_start: number, token_end: number, label = "PER"): Span => ({
  start: base.tokens![token_start]!.start,
  end: base.tokens![token_end]!.end,
  token_start,
  token_end,
  label,
});
const relation = (head: number, child: number, label = "R"): Relation => ({ head, child, label });

describe("reading", () => {
  it("makes spans and bare tokens one unit each", () => {
    const { units } = make({ spans: [span(1, 2)] });
    expect(units.list.map(({ from, to }) => [from, to])).toEqual([
      [0, 0],
      [1, 2],
      [3, 3],
      [4, 4],
      [5, 5],
      [6, 6],
    ]);
    expect(units.ofToken).toEqual([0, 1, 1, 2, 3, 4, 5]);
  });

  it.each([1, 2])("finds the span around the token id %s", (head) => {
    const { arcs } = make({ spans: [span(1, 2)], relations: [relation(head, 6)] });
    expect(arcs[0]).toMatchObject({ head: 1, child: 5 });
  });

  it("prefers head_span and child_span to the token ids", () => {
    const one = {
      ...relation(0, 0),
      head_span: { ...span(1, 2), label: null },
      child_span: { ...span(6, 6), label: null },
    };
    expect(make({ relations: [one] as unknown[] }).arcs[0]).toMatchObject({ head: 1, child: 5 });
  });

  it("joins the tokens that a relation names as one end", () => {
    const one = { ...relation(6, 3), head_span: { ...span(4, 6), label: null } };
    expect(make({ relations: [one] as unknown[] }).units.list.map(({ from, to }) => [from, to])).toContainEqual([4, 6]);
  });

  it("keeps relations that it can't draw", () => {
    const relations = [relation(3, 99), relation(3, 4)];
    const graph = make({ relations });
    expect(graph.arcs).toHaveLength(1);
    expect(graph.unresolved).toEqual([relations[0]]);
    expect(addRelation(graph, 0, 1, "R", "#111")?.relations).toContain(relations[0]);
  });

  it("finds ids that are not positions", () => {
    const tokens = base.tokens!.map((token) => ({ ...token, id: token.id + 100 }));
    expect(make({ tokens, relations: [relation(103, 101)] }).arcs[0]).toMatchObject({ head: 3, child: 1 });
  });

  it("can't choose disabled tokens and whitespace", () => {
    const tokens = base.tokens!.map((token, i) =>
      i === 3 ? { ...token, disabled: true } : i === 4 ? { ...token, text: "\n" } : token,
    );
    const graph = make({ tokens });
    expect(graph.units.list.map(({ isInert }) => isInert)).toEqual([false, false, false, true, true, false, false]);
    expect(addRelation(graph, 3, 5, "R", "#111")).toBeNull();
  });
});

describe("relations", () => {
  it("are saved in the form of the export, key order included", () => {
    const patch = addRelation(make(), 3, 0, "AGENT", "#c5bdf4");
    expect(JSON.stringify(patch?.relations?.[0])).toBe(
      '{"head":3,"child":0,"head_span":{"start":15,"end":20,"token_start":3,"token_end":3,"label":null},' +
        '"child_span":{"start":0,"end":1,"token_start":0,"token_end":0,"label":null},"color":"#c5bdf4","label":"AGENT"}',
    );
    expect(patch).not.toHaveProperty("spans");
  });

  it("name the last token of a span", () => {
    const [made] = addRelation(make({ spans: [span(1, 2)] }), 1, 2, "R", "#111")?.relations ?? [];
    expect(made).toMatchObject({ head: 2, child: 3, head_span: { token_start: 1, token_end: 2, label: "PER" } });
  });

  it("exist once per ordered pair and label", () => {
    const graph = make({ relations: [relation(3, 1)] });
    expect(addRelation(graph, 3, 1, "R", "#111")).toBeNull();
    expect(addRelation(graph, 1, 3, "R", "#111")?.relations).toHaveLength(2);
    expect(addRelation(graph, 3, 1, "OTHER", "#111")?.relations).toHaveLength(2);
  });

  it("may connect a unit with itself", () => {
    expect(addRelation(make(), 3, 3, "ROOT", "#111")?.relations?.[0]).toMatchObject({ head: 3, child: 3 });
  });

  it("keep foreign keys when they are relabelled", () => {
    const one = { ...relation(3, 1), score: 0.5 };
    const graph = make({ relations: [one] });
    expect(relabelRelation(graph, one, "NEW", "#222")?.relations?.[0]).toMatchObject({
      score: 0.5,
      label: "NEW",
      color: "#222",
    });
    expect(relabelRelation(graph, one, "R", "#222")).toBeNull();
  });

  it("can't get the label of another one of the same pair", () => {
    const one = relation(3, 1);
    expect(relabelRelation(make({ relations: [one, relation(3, 1, "B")] }), one, "B", "#222")).toBeNull();
  });

  it("go one by one", () => {
    const [one, two] = [relation(3, 1), relation(3, 2)];
    expect(removeRelation(make({ relations: [one, two] }), one)?.relations).toEqual([two]);
  });
});

describe("spans", () => {
  it("are saved in the form of the export, in code points", () => {
    expect(JSON.stringify(addSpan(make(), { from: 1, to: 2 }, "PER")?.spans)).toBe(
      '[{"text":"Ada Lovelace","start":2,"token_start":1,"token_end":2,"end":14,"type":"span","label":"PER"}]',
    );
  });

  it("take over the relations of their tokens", () => {
    const patch = addSpan(make({ relations: [relation(3, 1), relation(2, 6)] }), { from: 1, to: 2 }, "PER");
    expect(patch?.relations?.map(({ head, child }) => [head, child])).toEqual([
      [3, 2],
      [2, 6],
    ]);
    expect(patch?.relations?.[1]?.head_span).toMatchObject({ token_start: 1, token_end: 2, label: "PER" });
  });

  it("drop relations within them, and doubles", () => {
    const relations = [relation(1, 2), relation(3, 1), relation(3, 2), relation(3, 3, "SELF")];
    const patch = addSpan(make({ relations }), { from: 1, to: 2 }, "PER");
    expect(patch?.relations?.map(({ head, child, label }) => [head, child, label])).toEqual([
      [3, 2, "R"],
      [3, 3, "SELF"],
    ]);
  });

  it("replace spans that they touch", () => {
    const graph = make({ spans: [span(1, 2)], relations: [relation(2, 6)] });
    const patch = addSpan(graph, { from: 2, to: 3 }, "ORG");
    expect(patch?.spans?.map(({ token_start, token_end }) => [token_start, token_end])).toEqual([[2, 3]]);
    expect(patch?.relations?.[0]).toMatchObject({ head: 3, head_span: { label: "ORG" } });
  });

  it("are relabelled when they are marked again, also in their relations", () => {
    const one = span(1, 2);
    const graph = make({ spans: [one], relations: [relation(2, 6)] });
    const patch = addSpan(graph, { from: 1, to: 2 }, "ORG");
    expect(patch?.spans?.[0]).toEqual({ ...one, label: "ORG" });
    expect(patch?.relations?.[0]?.head_span?.label).toBe("ORG");
    expect(addSpan(graph, { from: 1, to: 2 }, "PER")).toBeNull();
  });

  it("take their relations with them", () => {
    const one = span(1, 2);
    const kept = relation(3, 6);
    const patch = removeSpan(make({ spans: [one], relations: [relation(2, 6), kept] }), one);
    expect(patch).toEqual({ spans: [], relations: [kept] });
  });

  it("stay if they are locked", () => {
    const one = { ...span(1, 2), locked: true };
    const graph = make({ spans: [one] });
    expect([removeSpan(graph, one), relabelSpan(graph, one, "X"), addSpan(graph, { from: 2, to: 3 }, "X")]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe("finishing", () => {
  it("adds the ends to relations that came without", () => {
    const task = finishRelations({ ...base, relations: [{ ...relation(3, 1), note: "n" }] });
    expect((task.relations as Relation[])[0]).toMatchObject({
      note: "n",
      head_span: { token_start: 3 },
      child_span: { token_start: 1 },
    });
  });

  it("leaves finished tasks and tasks without relations alone", () => {
    expect(finishRelations(base)).toBe(base);
    const done = finishRelations({ ...base, relations: [relation(3, 1)] });
    expect(finishRelations(done)).toBe(done);
  });
});

it("keeps the graph sound through any sequence of edits", () => {
  const next = random(23);
  for (let round = 0; round < 60; round += 1) {
    let task: Task = { ...base };
    for (let i = 0; i < 25; i += 1) {
      const graph = readGraph(task);
      const count = graph.units.list.length;
      const label = "ABC"[next(3)] as string;
      const from = next(7);
      const relationAt = graph.relations?.[next(graph.relations.length || 1)];
      const spanAt = graph.spans?.[next(graph.spans.length || 1)];
      const edits: (() => GraphPatch | null)[] = [
        () => addRelation(graph, next(count), next(count), label, "#111"),
        () => addRelation(graph, next(count), next(count), label, "#111"),
        () => addSpan(graph, { from, to: Math.min(6, from + next(3)) }, label),
        () => (relationAt ? relabelRelation(graph, relationAt, label, "#222") : null),
        () => (relationAt ? removeRelation(graph, relationAt) : null),
        () => (spanAt ? removeSpan(graph, spanAt) : null),
        () => (spanAt ? relabelSpan(graph, spanAt, label) : null),
      ];
      task = { ...task, ...edits[next(edits.length)]?.() };
      check(task);
    }
  }
});

function check(task: Task) {
  const graph = readGraph(task);
  expect(graph.unresolved).toEqual([]);
  expect(graph.units.hidden).toEqual([]);
  expect(graph.arcs).toHaveLength(graph.relations?.length ?? 0);
  const keys = graph.arcs.map(({ head, child, relation: { label } }) => `${head} ${child} ${label}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { head, child, relation: one } of graph.arcs) {
    const [from, to] = [graph.units.list[head]!, graph.units.list[child]!];
    expect([one.head, one.child]).toEqual([from.to, to.to]);
    expect(one.head_span).toMatchObject({
      token_start: from.from,
      token_end: from.to,
      label: from.span?.label ?? null,
    });
    expect(one.child_span).toMatchObject({ token_start: to.from, token_end: to.to, label: to.span?.label ?? null });
  }
}

import { describe, expect, it } from "vitest";
import { makeTranslate } from "../../i18n";
import en from "../../i18n/en.json";
import type { Task } from "../../model/task";
import { random, tokenize } from "../../text/testTokens";
import { readGraph } from "../shared/arcs/graph";
import {
  apply,
  deleteArc,
  deleteSelected,
  locate,
  mark,
  NOTHING,
  pick,
  pressArc,
  pressToken,
  relabelArc,
  relabelSelected,
  type Outcome,
  type Scene,
} from "./actions";

const text = "Ada Lovelace wrote the first program";
const base: Task = { _input_hash: 1, _task_hash: 2, text, tokens: tokenize(text) };
const scene = (extra: Partial<Scene> = {}, task: Partial<Task> = {}): Scene => ({
  graph: readGraph({ ...base, ...task }),
  selection: NOTHING,
  active: { relations: "AGENT", spans: "PER" },
  allowNewlines: false,
  colorOf: (label) => `#${label}`,
  t: makeTranslate("en", en),
  ...extra,
});

/** The scene after an outcome, as the editor makes it. */
function after(before: Scene, outcome: Outcome | null): Scene {
  const { graph, selection } = before;
  return {
    ...before,
    graph: readGraph({ ...base, ...graph, ...outcome?.patch } as never),
    selection: { ...selection, ...outcome?.selection },
  };
}
const play = (start: Scene, ...steps: ((scene: Scene) => Outcome | null)[]) =>
  steps.reduce((now, step) => after(now, step(now)), start);
const pairs = ({ graph }: Scene) => (graph.relations ?? []).map(({ head, child, label }) => [head, child, label]);
const spans = ({ graph }: Scene) => (graph.spans ?? []).map((one) => [one.token_start, one.token_end, one.label]);
const related = () =>
  play(
    scene(),
    (now) => pick(now, 2, false),
    (now) => pick(now, 0, false),
  );

describe("pick", () => {
  it("makes the first unit the head and relates it to the second", () => {
    const head = play(scene(), (now) => pick(now, 2, false));
    expect(locate(head.selection, head.graph).head).toBe(2);
    expect(pairs(related())).toEqual([[2, 0, "AGENT"]]);
    expect(related().selection).toEqual(NOTHING);
  });

  it("drops the head when it is picked again, and relates it to itself with shift", () => {
    const head = play(scene(), (now) => pick(now, 2, false));
    expect(after(head, pick(head, 2, false)).selection.pending).toBeNull();
    expect(pairs(after(head, pick(head, 2, true)))).toEqual([[2, 2, "AGENT"]]);
  });

  it("keeps the head while no label is active, and says what is missing", () => {
    const head = play(scene({ active: { relations: null, spans: null } }), (now) => pick(now, 2, false));
    const outcome = pick(head, 0, false);
    expect(outcome?.patch).toBeUndefined();
    expect(outcome?.message).toBe(en.labels);
    expect(after(head, outcome).selection.pending).toEqual({ from: 2, to: 2 });
  });

  it("says that a relation is there already", () => {
    const head = play(related(), (now) => pick(now, 2, false));
    const outcome = pick(head, 0, false);
    expect(outcome?.patch).toBeNull();
    expect(outcome?.message).toContain("AGENT");
    expect(outcome?.selection?.pending).toBeNull();
  });

  it("does nothing for units that can't be chosen or aren't there", () => {
    const tokens = base.tokens!.map((token, i) => (i === 1 ? { ...token, disabled: true } : token));
    expect(pick(scene({}, { tokens }), 1, false)).toBeNull();
    expect(pick(scene(), 99, false)).toBeNull();
  });
});

describe("arcs", () => {
  it("selects with the first press and deletes with the second", () => {
    const selected = after(related(), pressArc(related(), 0));
    const both = play(
      related(),
      (now) => pressArc(now, 0),
      (now) => pressArc(now, 0),
    );
    expect(selected.selection.relation).not.toBeNull();
    expect(pairs(both)).toEqual([]);
    expect(both.selection).toEqual(NOTHING);
  });

  it("stays selected under its new label", () => {
    const now = play(
      related(),
      (before) => pressArc(before, 0),
      (before) => relabelSelected(before, "OBJECT"),
    );
    expect(pairs(now)).toEqual([[2, 0, "OBJECT"]]);
    expect(locate(now.selection, now.graph).arc).toBe(0);
    expect(now.graph.relations?.[0]?.color).toBe("#OBJECT");
  });

  it("changes no selection when another arc gets a label", () => {
    const now = related();
    expect(relabelArc(now, now.graph.arcs[0]!, "OBJECT")).not.toHaveProperty("selection");
    expect(relabelArc(now, now.graph.arcs[0]!, "AGENT")).toBeNull();
  });

  it("clears the selection when something is pressed that is no arc any more", () => {
    expect(pressArc(related(), 7)).toEqual({ selection: NOTHING });
    expect(deleteArc(related(), undefined)).toBeNull();
  });
});

describe("spans", () => {
  it("marks a token and selects the span at the next press, and nothing at the third", () => {
    const made = play(scene(), (now) => pressToken(now, 1, false));
    expect(spans(made)).toEqual([[1, 1, "PER"]]);
    const selected = play(made, (now) => pressToken(now, 1, false));
    expect(locate(selected.selection, selected.graph).unit).toBe(1);
    expect(play(selected, (now) => pressToken(now, 1, false)).selection).toEqual(NOTHING);
  });

  it("goes from the token with shift to the next press, in either direction", () => {
    const steps = (from: number, to: number) =>
      play(
        scene(),
        (now) => pressToken(now, from, true),
        (now) => pressToken(now, to, false),
      );
    expect(spans(steps(0, 2))).toEqual([[0, 2, "PER"]]);
    expect(spans(steps(2, 0))).toEqual([[0, 2, "PER"]]);
  });

  it("announces what was made or selected, and nothing that was refused", () => {
    const outcome = mark(scene(), { from: 0, to: 1 });
    expect(outcome.span).toMatchObject({ text: "Ada Lovelace", label: "PER" });
    expect(mark(scene(), { from: 0, to: 1 }, null)).toEqual({ selection: NOTHING, message: en.labels });
    expect(mark(scene(), { from: 9, to: 9 })).toEqual({ selection: NOTHING });
  });

  it("marks a selection over a span, and selects the span without one", () => {
    const made = play(scene(), (now) => pressToken(now, 1, false));
    const unit = made.graph.units.list[1]!;
    expect(apply(made, unit, null).patch).toBeUndefined();
    expect(spans(after(made, apply(made, unit, { from: 0, to: 1 })))).toEqual([[0, 1, "PER"]]);
  });

  it("stays selected under its new label, and is gone when deleted", () => {
    const named = play(
      scene(),
      (now) => pressToken(now, 1, false),
      (now) => pressToken(now, 1, false),
      (now) => relabelSelected(now, "WORK"),
    );
    expect(spans(named)).toEqual([[1, 1, "WORK"]]);
    expect(locate(named.selection, named.graph).unit).toBe(1);
    const gone = after(named, deleteSelected(named));
    expect(spans(gone)).toEqual([]);
    expect(gone.selection.span).toBeNull();
  });

  it("has nothing to delete or relabel while nothing is selected", () => {
    expect(deleteSelected(related())).toBeNull();
    expect(relabelSelected(related(), "X")).toBeNull();
  });
});

describe("any sequence of actions", () => {
  const actions: ((scene: Scene, at: number, flag: boolean) => Outcome | null)[] = [
    pick,
    pressToken,
    pressArc,
    (now, _, flag) => relabelSelected(now, flag ? "A" : "B"),
    deleteSelected,
    (now, at) => mark(now, { from: at, to: at + 1 }),
  ];

  it("keeps at most one thing selected, and only what is there", () => {
    const next = random(7);
    let now = scene();
    for (let i = 0; i < 400; i += 1) {
      now = after(now, actions[next(actions.length)]!(now, next(6), next(2) === 1));
      const { relation, span } = now.selection;
      expect([relation, span].filter(Boolean).length).toBeLessThan(2);
      expect(new Set(pairs(now).map(String)).size).toBe(pairs(now).length);
      const at = locate(now.selection, now.graph);
      if (relation) expect(now.graph.arcs[at.arc]?.relation).toBe(relation);
      expect(now.graph.unresolved).toEqual([]);
    }
  });
});

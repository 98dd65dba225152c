import { describe, expect, it } from "vitest";
import type { Task } from "../../model/task";
import { tokenize } from "../../text/testTokens";
import { readGraph } from "../shared/arcs/graph";
import type { Relation } from "../shared/arcs/units";
import {
  arcHeight,
  focusedArcs,
  ghostOf,
  isEdited,
  modeKeys,
  relationLabels,
  shownArcs,
  spanLabels,
  toggle,
} from "./model";

const text = "Ada wrote the first program";
const relation = (head: number, child: number, label: string): Relation => ({ head, child, label });
const relations = [relation(1, 0, "A"), relation(1, 4, "B"), relation(4, 3, "A")];
const graph = readGraph({ text, tokens: tokenize(text), relations });
const NOWHERE = { unit: -1, arc: -1 };

describe("labels", () => {
  it("takes those of the settings, else those that were there at first or are there now", () => {
    expect(relationLabels({ labels: ["X"] }, { relations }, {})).toEqual(["X"]);
    expect(relationLabels({ labels: [] }, { relations: [relation(0, 1, "Z")] }, { relations })).toEqual([
      "Z",
      "A",
      "B",
    ]);
  });

  it("passes over what is no label of a span", () => {
    expect(spanLabels({ relations_span_labels: ["A", "", null, 3] as never })).toEqual(["A", 3]);
    expect(spanLabels({})).toEqual([]);
  });
});

describe("drawn arcs", () => {
  it("leaves out arcs with a hidden label", () => {
    expect(shownArcs(graph.arcs, [])).toEqual([0, 1, 2]);
    expect(shownArcs(graph.arcs, ["A"])).toEqual([1]);
  });

  it("lets the arcs at the unit in focus stand out, counted among those that are drawn", () => {
    expect(focusedArcs(graph, [0, 1, 2], { unit: 1, arc: -1 })).toEqual(new Set([0, 1]));
    expect(focusedArcs(graph, [1], { unit: 1, arc: -1 })).toEqual(new Set([0]));
  });

  it("prefers the arc in focus to the unit", () => {
    expect(focusedArcs(graph, [0, 1, 2], { unit: 1, arc: 2 })).toEqual(new Set([2]));
  });

  it("lets all look alike when nothing is in focus, or nothing is at the unit", () => {
    expect(focusedArcs(graph, [0, 1, 2], NOWHERE)).toBeNull();
    expect(focusedArcs(graph, [0, 1, 2], { unit: 2, arc: -1 })).toBeNull();
  });

  it("shows no relation of a unit to itself before it is made", () => {
    expect(ghostOf(2, 2)).toBeNull();
    expect(ghostOf(-1, 2)).toBeNull();
    expect(ghostOf(0, 2)).toEqual({ head: 0, child: 2 });
  });
});

describe("arcHeight", () => {
  const theme = { relationHeight: 300, relationHeightWrap: "60px" };

  it("is that of the theme, or one that leaves room for the text where the theme has none", () => {
    expect(arcHeight(theme, false, false)).toBe(300);
    expect(arcHeight(theme, true, false)).toBe(60);
    expect(arcHeight({ relationHeight: "auto", relationHeightWrap: "auto" }, false, false)).toBe(325);
  });

  it("is less on a phone, where rows are not wrapped", () => {
    expect(arcHeight(theme, false, true)).toBe(220);
    expect(arcHeight({ ...theme, relationHeight: 100 }, false, true)).toBe(100);
    expect(arcHeight(theme, true, true)).toBe(60);
  });
});

it("toggles without changing the list", () => {
  const list = ["A", "B"];
  expect(toggle(toggle(list, "C"), "A")).toEqual(["B", "C"]);
  expect(list).toEqual(["A", "B"]);
});

it("names the keys of the modes, also those of the settings", () => {
  expect(modeKeys(undefined)).toEqual({ relations: "r", spans: "s" });
  expect(modeKeys({ spans: ["x"], rels: [] })).toEqual({ relations: "", spans: "x" });
});

it("takes a task for edited when a list has other items, not when it is another list", () => {
  const task = { relations, spans: [] } as never as Task;
  expect(isEdited(task, { ...task, relations: [...relations] })).toBe(false);
  expect(isEdited(task, { ...task, relations: relations.slice(1) })).toBe(true);
});

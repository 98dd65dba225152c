import { describe, expect, it } from "vitest";
import { tokenize } from "../../../text/testTokens";
import { resolveTheme } from "../../../theme";
import { isRtlText, labelsIn, pixels, relationColor, relationOrder, unitColors, unitText } from "./arcModel";
import { readGraph } from "./graph";
import type { Relation } from "./units";

const theme = resolveTheme({ custom_theme: { labels: { OWN: "#010203" } } as never });
const relation = (label: string, more: Partial<Relation> = {}): Relation => ({ head: 0, child: 1, label, ...more });

describe("labels of relations", () => {
  it("are each there once, and only those that are labels", () => {
    expect(labelsIn([{ label: "A" }, { label: "B" }, { label: "A" }, {}, { label: "" }])).toEqual(["A", "B"]);
  });

  it("are ordered as they are offered, with others behind", () => {
    const offered = ["A", "B"];
    expect(relationOrder(offered, [relation("B"), relation("X")])).toEqual(["A", "B", "X"]);
    expect(relationOrder(offered, [relation("A")])).toBe(offered);
  });

  it("have the colour of the relation, of the label, or the next one of the palette", () => {
    const order = ["A", "B"];
    expect(relationColor(relation("A", { color: "red" }), order, theme)).toBe("red");
    expect(relationColor(relation("OWN"), order, theme)).toBe("#010203");
    expect(relationColor(relation("B"), order, theme)).toBe(theme.palettes.relations[1]);
  });
});

describe("units", () => {
  const text = "Ada Lovelace 😀 met\n\nBabbage";
  const tokens = tokenize(text);
  const spans = [{ start: 0, end: 12, label: "OWN" }];
  const graph = readGraph({ text, tokens, spans });

  it("have a colour if they are a span", () => {
    const colors = unitColors(graph.units.list, [], theme);
    expect(colors[0]).toBe("#010203");
    expect(colors.slice(1).every((color) => color === null)).toBe(true);
  });

  it("say their words in one line, counted in characters", () => {
    expect(unitText(graph, graph.units.list[0])).toBe("Ada Lovelace");
    expect(unitText(graph, graph.units.list[1])).toBe("😀");
    expect(unitText(graph, { from: 2, to: tokens.length - 1, span: null, isInert: false })).toBe("😀 met Babbage");
    expect(unitText(graph, undefined)).toBe("");
  });

  it("shorten what is long in its middle", () => {
    const long = "word ".repeat(40).trim();
    const all = readGraph({ text: long, tokens: tokenize(long) });
    const short = unitText(all, { from: 0, to: 39, span: null, isInert: false });
    expect(short.length).toBeLessThan(60);
    expect(short).toMatch(/^word .* … .*word$/);
  });

  it("stay the same objects while tokens and spans are", () => {
    const again = readGraph({ text, tokens, spans, relations: [] }, graph);
    expect(again.units).toBe(graph.units);
    expect(readGraph({ text, tokens, spans: [] }, graph).units).not.toBe(graph.units);
  });

  it("are read from whatever a task holds", () => {
    expect(readGraph({}).units.list).toEqual([]);
    const odd = readGraph({ text: 5 as never, tokens, spans: "x" as never, relations: [null, 5, "x"] });
    expect([odd.text, odd.spans, odd.arcs, odd.unresolved]).toEqual(["", undefined, [], []]);
  });
});

describe("isRtlText", () => {
  it("is what the setting says, or the first letter", () => {
    expect(isRtlText("abc", { writing_dir: "rtl" })).toBe(true);
    expect(isRtlText("12 (שלום) abc", {})).toBe(true);
    expect(isRtlText("abc שלום", {})).toBe(false);
    expect(isRtlText("12 :)", {})).toBe(false);
    expect(isRtlText(undefined, {})).toBe(false);
  });
});

describe("pixels", () => {
  it.each([
    [12, 12],
    ["12px", 12],
    ["1.5", 1.5],
    [0, 0],
    ["auto", 7],
    [-3, 7],
    [NaN, 7],
  ])("of %s are %s", (size, expected) => expect(pixels(size, 7)).toBe(expected));
});

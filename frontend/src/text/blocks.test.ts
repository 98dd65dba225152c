import { describe, expect, it } from "vitest";
import { withoutOverlaps, type TokenRange } from "./alignSpans";
import { blockAt, endsLine, fillCut, fillWhole, makeBlocks, type Block } from "./blocks";
import { compareRanges } from "./lanes";
import { makeSegments } from "./layout";
import { random, randomText, tokenize } from "./testTokens";
import { tokenGaps } from "./tokens";

const SIZES = { least: 5, usual: 10, most: 20 };

function make(text: string) {
  const tokens = tokenize(text);
  const gaps = tokenGaps(tokens, "ws", text);
  const lineEnds = (position: number) => endsLine(tokens, gaps, position);
  return { tokens, gaps, lineEnds, blocks: makeBlocks(tokens, gaps, SIZES) };
}

const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`).join(" ");
const borders = (blocks: readonly Block[]) => blocks.map(({ from, to, isRunOn }) => [from, to, isRunOn]);
const range = (from: number, to: number): TokenRange => ({ from, to });

describe("makeBlocks", () => {
  it("cuts a long paragraph at spaces, and goes on in the same line", () => {
    expect(borders(make(words(25)).blocks)).toEqual([
      [0, 9, false],
      [10, 19, true],
      [20, 24, true],
    ]);
  });

  it("ends blocks at line breaks, and joins short lines", () => {
    const { blocks } = make("a b c\nd e\nf g h i j k");
    expect(borders(blocks)).toEqual([
      [0, 6, false],
      [7, 12, false],
    ]);
  });

  it("cuts where there is no space at all, in the end", () => {
    const { blocks } = make(".".repeat(45));
    expect(borders(blocks)).toEqual([
      [0, 19, false],
      [20, 39, true],
      [40, 44, true],
    ]);
  });

  it("tells which way the words around a cut run, and looks for a place where they agree", () => {
    const direction = (text: string) => make(text).blocks.map((block) => block.direction);
    expect(direction(words(12))).toEqual(["none", "ltr"]);
    expect(direction(`${"אבג ".repeat(10)}דה ו`)).toEqual(["none", "rtl"]);
    // Between numbers there is no telling; a little later there is.
    expect(make(`${"a ".repeat(9)}1 2 b c d`).blocks[1]).toMatchObject({ from: 12, direction: "ltr" });
  });

  it("knows line breaks that are no tokens", () => {
    const { tokens } = make(words(12));
    const gaps = tokens.map((_, i) => (i === 5 ? "\n\n" : " "));
    expect(borders(makeBlocks(tokens, gaps, SIZES))).toEqual([
      [0, 5, false],
      [6, 11, false],
    ]);
  });

  it.each([1, 2, 3, 4])("covers every token once, whatever the text (seed %i)", (seed) => {
    const next = random(seed);
    for (let round = 0; round < 40; round += 1) {
      const { blocks, tokens, lineEnds } = make(randomText(next, next(120)));
      expect(blocks.flatMap(({ from, to }) => tokens.slice(from, to + 1))).toEqual(tokens);
      expect(blocks.map(({ id }) => id)).toEqual(blocks.map((_, i) => i));
      for (const { from, to, isRunOn } of blocks) {
        expect(to - from).toBeLessThan(SIZES.most);
        expect(isRunOn).toBe(from > 0 && !lineEnds(from - 1));
        for (let at = from; at <= to; at += 1) expect(blocks[blockAt(blocks, at)]?.from).toBe(from);
      }
      expect(blockAt(blocks, tokens.length)).toBe(-1);
    }
  });
});

describe("fillWhole", () => {
  const { blocks, lineEnds } = make(words(30));

  it("draws a span over a border whole, where it starts", () => {
    const span = range(8, 12);
    const chunks = fillWhole(blocks, [span], lineEnds);
    expect(borders(chunks)).toEqual([
      [0, 12, false],
      [13, 19, true],
      [20, 29, true],
    ]);
    expect(chunks.map(({ spans }) => spans)).toEqual([[span], [], []]);
    expect(chunks.map(({ goesOn }) => goesOn)).toEqual([true, true, false]);
  });

  it("leaves out blocks that a long span swallows", () => {
    expect(fillWhole(blocks, [range(2, 29)], lineEnds).map(({ id }) => id)).toEqual([0]);
  });

  it("begins a new line behind a span that ends with one", () => {
    const text = `${words(11)}\n${words(30)}`;
    const made = make(text);
    const chunks = fillWhole(made.blocks, [range(8, 11)], made.lineEnds);
    expect(borders(chunks)[1]).toEqual([12, made.blocks[1]?.to, false]);
  });

  it("keeps the chunks that an edit does not touch", () => {
    const [one, two] = [range(1, 2), range(25, 26)];
    const before = fillWhole(blocks, [one, two], lineEnds);
    const after = fillWhole(blocks, [one, range(13, 14), two], lineEnds, before);
    expect(after.map((chunk, i) => chunk === before[i])).toEqual([true, false, true]);
    expect(fillWhole(blocks, [one, two], lineEnds, after)[2]).toBe(before[2]);
  });

  it.each([5, 6])("draws every token once, in order, on random spans (seed %i)", (seed) => {
    const next = random(seed);
    for (let round = 0; round < 60; round += 1) {
      const made = make(randomText(next, next(90)));
      const count = made.tokens.length;
      const spans = Array.from({ length: next(8) }, () => {
        const from = next(Math.max(1, count));
        return range(from, Math.min(count - 1, from + next(15)));
      }).filter((span) => span.to >= span.from);
      const { visible } = withoutOverlaps(spans);
      const drawn = fillWhole(made.blocks, visible, made.lineEnds).flatMap((chunk) =>
        makeSegments(chunk, chunk.spans).flatMap((segment) => {
          if (segment.kind === "token") return [segment.position];
          const { from, to } = segment.span;
          return Array.from({ length: to - from + 1 }, (_, i) => from + i);
        }),
      );
      expect(drawn).toEqual(Array.from({ length: count }, (_, i) => i));
    }
  });
});

describe("fillCut", () => {
  const { blocks } = make(words(30));

  it("gives a span to every block that it touches", () => {
    const spans = [range(0, 1), range(8, 25), range(20, 20)].sort(compareRanges);
    expect(fillCut(blocks, spans).map((chunk) => chunk.spans.map(({ from }) => from))).toEqual([[0, 8], [8], [8, 20]]);
    expect(fillCut([], spans)).toEqual([]);
  });

  it("keeps the chunks that an edit does not touch", () => {
    const one = range(1, 2);
    const before = fillCut(blocks, [one]);
    expect(fillCut(blocks, [one, range(19, 20)], before).map((chunk, i) => chunk === before[i])).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([7, 8])("agrees with looking at every span (seed %i)", (seed) => {
    const next = random(seed);
    const spans = Array.from({ length: 40 }, () => {
      const from = next(30);
      return range(from, Math.min(29, from + next(14)));
    }).sort(compareRanges);
    for (const chunk of fillCut(blocks, spans)) {
      expect(chunk.spans).toEqual(spans.filter(({ from, to }) => from <= chunk.to && to >= chunk.from));
    }
  });
});

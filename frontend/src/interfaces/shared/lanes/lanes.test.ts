import { describe, expect, it } from "vitest";
import { resolveTheme } from "../../../theme";
import { contrast, parseColor } from "../../../theme/color";
import { alignSpans } from "../../../text/alignSpans";
import { tokenize } from "../../../text/testTokens";
import type { Span } from "../../../model/parts";
import type { Theme } from "../../../model/theme";
import { barShade } from "./barShade";
import { laneSpans, spanKey, tokenWidths } from "./laneSpan";
import { fitShift } from "./chipFit";

const TOKENS = tokenize("a small text with some words");
const THEME = resolveTheme({});
const span = (from: number, to: number, label: string, extra = {}): Span => ({
  start: TOKENS[from]!.start,
  end: TOKENS[to]!.end,
  label,
  ...extra,
});

function make(spans: Span[], theme: Theme = THEME, isCentred = false) {
  const { aligned } = alignSpans(spans, TOKENS);
  const widthAt = tokenWidths(
    TOKENS,
    TOKENS.map(() => " "),
  );
  return laneSpans({ aligned, order: ["A", "B", "C"], theme, palette: "spans", widthAt, isCentred });
}

describe("laneSpans", () => {
  it("sorts by start, longer first, and gives colours by the order of the labels", () => {
    const made = make([span(1, 1, "B"), span(1, 3, "C"), span(0, 0, "A")]);
    expect(made.map(({ span: { label }, lane }) => [label, lane])).toEqual([
      ["A", 0],
      ["C", 0],
      ["B", 1],
    ]);
    expect(made.map(({ color }) => color)).toEqual(["#c5bdf4", "#d9fbad", "#ffd882"]);
  });

  it("knows how much room a label has before the next one of its lane", () => {
    const [first, second] = make([span(0, 0, "A"), span(1, 1, "B")]);
    expect(first?.room).toBeGreaterThan(0.5);
    expect(first?.room).toBeLessThan(1.5);
    expect(second?.room).toBe(Infinity);
    expect(make([span(1, 1, "B")], THEME, true)[0]?.room).toBeLessThan(4);
  });

  it("paints bars that can be seen, but colours of the user as they are", () => {
    const [bar] = make([span(0, 0, "A")]);
    expect(bar?.barColor).not.toBe(bar?.color);
    const theme = resolveTheme({ custom_theme: { labels: { A: "#ffffcc" } } });
    expect(make([span(0, 0, "A")], theme)[0]?.barColor).toBe("#ffffcc");
    expect(make([span(0, 0, "A", { color: "#ffeeee" })])[0]).toMatchObject({ color: "#ffeeee", barColor: "#ffeeee" });
  });

  it("gives a span object the same key again", () => {
    const one = span(0, 0, "A");
    expect(spanKey(one)).toBe(spanKey(one));
    expect(spanKey(one)).not.toBe(spanKey({ ...one }));
  });
});

describe("barShade", () => {
  it.each(["#ffffff", "#2b3038"])("stands out on %s", (card) => {
    for (const color of THEME.palettes.spans) {
      const shade = parseColor(barShade(color, card));
      expect(contrast(shade!, parseColor(card)!)).toBeGreaterThanOrEqual(3);
    }
  });

  it("leaves alone what is seen, and what is no colour", () => {
    expect(barShade("#112233", "#ffffff")).toBe("#112233");
    expect(barShade("nonsense", "#ffffff")).toBe("nonsense");
  });
});

describe("fitShift", () => {
  const box = { left: 0, right: 100 };
  it.each([
    [{ left: 10, right: 40 }, 0],
    [{ left: 90, right: 130 }, -30],
    [{ left: -20, right: 10 }, 20],
    [{ left: 50, right: 180 }, -50],
  ])("moves %j by %i", (chip, expected) => expect(fitShift(chip, box)).toBe(expected));
});

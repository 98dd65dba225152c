/** From units and relations to what is drawn of them: colours, words, writing direction. */
import type { AppConfig } from "../../../model/config";
import type { Theme } from "../../../model/theme";
import { makeCodePointText } from "../../../text/codePoints";
import { labelColor } from "../../../theme";
import { isLabel, labelOrder, spanColor } from "../labels";
import type { Graph } from "./graph";
import type { Relation, Unit } from "./units";

export function labelsIn(items: readonly { label?: unknown }[]): string[] {
  return [...new Set(items.map(({ label }) => label).filter(isLabel))];
}

/** The colour of a relation: its own, that of its label, the next one of the palette. */
export function relationColor(relation: Relation, order: readonly string[], theme: Theme): string {
  return typeof relation.color === "string" && relation.color
    ? relation.color
    : labelColor(relation.label, order, theme, "relations");
}

/** Offered labels first, then others of the data: this order gives each label its colour. */
export function relationOrder(offered: readonly string[], relations: readonly Relation[]): readonly string[] {
  const extra = labelsIn(relations).filter((label) => !offered.includes(label));
  return extra.length > 0 ? [...offered, ...extra] : offered;
}

/** A colour per unit; null for bare tokens. */
export function unitColors(units: readonly Unit[], offered: readonly string[], theme: Theme): (string | null)[] {
  const spans = units.flatMap(({ span }) => (span ? [span] : []));
  const order = labelOrder(offered, spans);
  return units.map(({ span }) => (span ? spanColor(span, order, theme, "spans") : null));
}

/** The words of a unit on one line. */
export function unitText(graph: Pick<Graph, "text" | "tokens">, unit: Unit | undefined): string {
  if (!unit) return "";
  const [first, last] = [graph.tokens[unit.from], graph.tokens[unit.to]];
  const text = makeCodePointText(graph.text)
    .slice(first?.start ?? 0, last?.end ?? 0)
    .replace(/\s+/g, " ")
    .trim();
  return text.length > 60 ? `${text.slice(0, 40)} … ${text.slice(-15)}` : text;
}

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const LETTER = /\p{L}/u;

/** Whether the text runs from right to left: the setting, else the first letter decides. */
export function isRtlText(text: unknown, config: Pick<Partial<AppConfig>, "writing_dir">): boolean {
  if (config.writing_dir === "rtl") return true;
  const letter = typeof text === "string" ? LETTER.exec(text)?.[0] : undefined;
  return letter !== undefined && RTL.test(letter);
}

/** A size of the theme in pixels. */
export function pixels(size: number | string, fallback: number): number {
  const value = typeof size === "number" ? size : parseFloat(size);
  return Number.isFinite(value) && value >= 0 ? value : fallback;
}

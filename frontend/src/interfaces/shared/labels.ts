/** Which labels a view offers and which colours they have. */
import type { Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { PaletteName, Theme } from "../../model/theme";
import { labelColor, readableTextColor } from "../../theme";

const NONE: readonly string[] = [];

/**
 * Whether something is a label. Numbers are labels too: they are typed as text, because they are drawn and compared
 * like it, and stay numbers in the data.
 */
export function isLabel(value: unknown): value is string {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}

/** The labels of the settings; without any, those in the data, in order of appearance. */
export function offeredLabels(
  config: Pick<Partial<AppConfig>, "labels">,
  spans: readonly Span[] | undefined,
): readonly string[] {
  if (Array.isArray(config.labels) && config.labels.length > 0) return config.labels;
  const found = labelsOf(spans);
  return found.length > 0 ? found : NONE;
}

function labelsOf(spans: readonly Span[] | undefined): string[] {
  const found = new Set<string>();
  for (const span of spans ?? []) if (isLabel(span.label)) found.add(span.label);
  return [...found];
}

/** Order that gives every label its palette index: offered ones first, then others of the data. */
export function labelOrder(offered: readonly string[], spans: readonly Span[] | undefined): readonly string[] {
  const extra = labelsOf(spans).filter((label) => !offered.includes(label));
  return extra.length > 0 ? [...offered, ...extra] : offered;
}

/** The colour of a span: its own, that of its label, the palette, the theme. Without a label it is no entity. */
export function spanColor(span: Span, order: readonly string[], theme: Theme, palette?: PaletteName): string {
  if (typeof span.color === "string" && span.color) return span.color;
  return isLabel(span.label) ? labelColor(span.label, order, theme, palette) : theme.bgLowlight;
}

/** Colours for a label bar: only those that tell labels apart. */
export function barColors(labels: readonly string[], theme: Theme, palette?: PaletteName): Record<string, string> {
  const colors: Record<string, string> = Object.create(null);
  for (const label of labels) {
    if (palette || theme.labels[label]) colors[label] = labelColor(label, labels, theme, palette);
  }
  return colors;
}

const textColors = new Map<string, string>();

/** Black or white, whichever is seen better; remembered, because a text has a thousand spans and a dozen colours. */
export function textColorOn(color: string): string {
  let text = textColors.get(color);
  if (text === undefined) {
    text = readableTextColor(color);
    textColors.set(color, text);
  }
  return text;
}

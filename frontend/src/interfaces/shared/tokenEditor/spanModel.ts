/** From a task and its settings to the spans that a view draws, where spans don't overlap. */
import type { Span, Token } from "../../../model/parts";
import type { PaletteName, Theme } from "../../../model/theme";
import { alignSpans, withoutOverlaps } from "../../../text/alignSpans";
import { isLocked, isSuggested } from "../../../text/editSpans";
import { labelOrder, spanColor, textColorOn } from "../labels";
import { keepSame, looksSame, type DrawnSpan } from "../tokens/drawnSpan";

export interface SpanModel {
  /** Spans to draw, sorted by start, without overlaps. */
  spans: DrawnSpan[];
  /** How many spans of the data can't be drawn: off the token borders, or below a longer one. */
  unalignedCount: number;
  hiddenCount: number;
}

/**
 * before: The last spans, of which those that have not changed are kept. palette: Where labels get their colours from;
 * without one they share the highlight of the theme.
 */
export function spanModel(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  offered: readonly string[],
  theme: Theme,
  before: readonly DrawnSpan[] = [],
  palette?: PaletteName,
): SpanModel {
  const { aligned, unaligned } = alignSpans(spans, tokens);
  const { visible, hidden } = withoutOverlaps(aligned);
  const order = labelOrder(offered, spans);
  const drawn = visible.map(({ span, from, to }): DrawnSpan => {
    const color = spanColor(span, order, theme, palette);
    return {
      span,
      from,
      to,
      color,
      textColor: color === theme.bgHighlight ? null : textColorOn(color),
      isLocked: isLocked(span),
      isSuggested: isSuggested(span),
    };
  });
  return { spans: keepSame(before, drawn, looksSame), unalignedCount: unaligned.length, hiddenCount: hidden.length };
}

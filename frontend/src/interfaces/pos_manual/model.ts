/** From a task to one tag per token. */
import type { Span, Theme, Token } from "../types";
import { alignSpans, withoutOverlaps } from "../../text/alignSpans";
import { labelOrder } from "../shared/labels";
import { laneSpans, type LaneSpan } from "../shared/lanes/laneSpan";

export interface TagModel {
  /** Sorted by start, without overlaps. */
  spans: LaneSpan[];
  unalignedCount: number;
  hiddenCount: number;
}

export function tagModel(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  gaps: readonly string[],
  offered: readonly string[],
  theme: Theme,
): TagModel {
  const { aligned, unaligned } = alignSpans(spans, tokens);
  const { visible, hidden } = withoutOverlaps(aligned);
  const textAt = (position: number) => (tokens[position]?.text ?? "") + (gaps[position] ?? "");
  return {
    spans: laneSpans({ aligned: visible, order: labelOrder(offered, spans), theme, textAt, isCentred: true }),
    unalignedCount: unaligned.length,
    hiddenCount: hidden.length,
  };
}

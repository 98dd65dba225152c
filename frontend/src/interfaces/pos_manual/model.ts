/** From a task to one tag per token. */
import type { Span, Token } from "../../model/parts";
import type { Theme } from "../../model/theme";
import { alignSpans, withoutOverlaps } from "../../text/alignSpans";
import { labelOrder } from "../shared/labels";
import { laneSpans, type LaneSpan } from "../shared/lanes/laneSpan";

export interface TagModel {
  /** Sorted by start, without overlaps. */
  spans: LaneSpan[];
  unalignedCount: number;
  hiddenCount: number;
}

/** widthAt: Widths of tokens (em). before: The last spans, of which those that have not changed are kept. */
export function tagModel(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  widthAt: (position: number) => number,
  offered: readonly string[],
  theme: Theme,
  before: readonly LaneSpan[] = [],
): TagModel {
  const { aligned, unaligned } = alignSpans(spans, tokens);
  const { visible, hidden } = withoutOverlaps(aligned);
  return {
    spans: laneSpans({ aligned: visible, order: labelOrder(offered, spans), theme, widthAt, isCentred: true, before }),
    unalignedCount: unaligned.length,
    hiddenCount: hidden.length,
  };
}

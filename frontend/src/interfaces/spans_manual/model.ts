/** From a task to the lanes of its spans, and which spans are meant at a place of the text. */
import type { Span, Token } from "../../model/parts";
import type { Theme } from "../../model/theme";
import { alignSpans } from "../../text/alignSpans";
import { labelOrder } from "../shared/labels";
import { laneSpans, type LaneSpan } from "../shared/lanes/laneSpan";

export interface LaneModel {
  /** Sorted by start, longer first. */
  spans: LaneSpan[];
  /** How many spans of the data are off the token borders. */
  unalignedCount: number;
  hiddenCount: 0;
}

/** widthAt: Widths of tokens (em). before: The last spans, of which those that have not changed are kept. */
export function laneModel(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  widthAt: (position: number) => number,
  offered: readonly string[],
  theme: Theme,
  before: readonly LaneSpan[] = [],
): LaneModel {
  const { aligned, unaligned } = alignSpans(spans, tokens);
  return {
    spans: laneSpans({ aligned, order: labelOrder(offered, spans), theme, palette: "spans", widthAt, before }),
    unalignedCount: unaligned.length,
    hiddenCount: 0,
  };
}

/** All spans over a token, from the text downwards. */
export function spansAt(spans: readonly LaneSpan[], position: number): LaneSpan[] {
  return spans.filter(({ from, to }) => from <= position && to >= position).sort((a, b) => a.lane - b.lane);
}

/** All spans over the gap behind a token. */
export function spansAcross(spans: readonly LaneSpan[], position: number): LaneSpan[] {
  return spansAt(spans, position).filter(({ to }) => to > position);
}

/**
 * The span that keys on a token mean without asking: the selected one, or else the one suggestion that waits there.
 * Other spans have to be selected first, because keys on a token also make new spans.
 */
export function spanForKeys(
  spans: readonly LaneSpan[],
  position: number,
  selected: LaneSpan | undefined,
): LaneSpan | undefined {
  if (selected && selected.from <= position && selected.to >= position) return selected;
  const suggested = spansAt(spans, position).filter(({ isSuggested }) => isSuggested);
  return suggested.length === 1 ? suggested[0] : undefined;
}

/**
 * The span to go to with "next" and "previous".
 *
 * selected: Where to go on from; without it, from the token at `position`. The end leads back to the start.
 */
export function neighbourSpan(
  spans: readonly LaneSpan[],
  selected: LaneSpan | undefined,
  position: number,
  direction: 1 | -1,
): LaneSpan | undefined {
  if (selected) {
    const at = spans.indexOf(selected);
    return spans[(at + direction + spans.length) % spans.length];
  }
  if (direction > 0) return spans.find(({ from }) => from >= position) ?? spans[0];
  return [...spans].reverse().find(({ from }) => from < position) ?? spans.at(-1);
}

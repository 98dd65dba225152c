/** What a press on a span means, as plain values: which span, and whether to remove, select or ask. */
import type { Token } from "../../model/parts";
import type { Task } from "../../model/task";
import type { TokenRange } from "../../text/alignSpans";
import { trimRange } from "../../text/selection";
import { findSame } from "../../text/spanRules";
import type { TokenRules } from "../../text/tokens";
import type { LaneSpan } from "../shared/lanes/laneSpan";
import { spansAcross, spansAt } from "./model";

/** What lies under the pointer: a token or the gap behind one, and null where there is neither. */
export interface Place {
  token: number | null;
  gap: number | null;
  /** The label of the span was hit, which belongs to no other span. */
  isChip: boolean;
}

export interface Press {
  isTouch: boolean;
  /** Presses select and never remove: by the settings, or by the key that was held. */
  isSelecting: boolean;
  readOnly: boolean;
}

/** The spans whose bars lie below each other at a bar, the one that was hit first. */
export function stackAt(spans: readonly LaneSpan[], hit: LaneSpan, { token, gap, isChip }: Place): LaneSpan[] {
  const stack = isChip ? [] : token !== null ? spansAt(spans, token) : gap !== null ? spansAcross(spans, gap) : [];
  return [hit, ...stack.filter((other) => other !== hit)];
}

/**
 * What a press on one span does: a click removes it and a finger first selects, so that the × can be seen. Locked spans
 * and suggestions are never removed by a press.
 */
export function readPress(
  span: Pick<LaneSpan, "isLocked" | "isSuggested">,
  isSelected: boolean,
  { isTouch, isSelecting, readOnly }: Press,
): "remove" | "select" {
  const mayRemove = !span.isLocked && !span.isSuggested && !readOnly && !isSelecting;
  return mayRemove && (isSelected || !isTouch) ? "remove" : "select";
}

/** The drawn span with exactly the tokens and the label that a selection would get. */
export function findDrawn(
  spans: readonly LaneSpan[],
  task: Pick<Task, "spans">,
  tokens: readonly Token[],
  rules: TokenRules,
  range: TokenRange,
  label: string | null,
): LaneSpan | undefined {
  const trimmed = trimRange(range, tokens, rules);
  const same = trimmed && label !== null ? findSame(task.spans, tokens, trimmed, label) : undefined;
  return same && spans.find(({ span }) => span === same);
}

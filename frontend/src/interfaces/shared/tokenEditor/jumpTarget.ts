/** Where a jump to the next or the previous span leads. */
import type { TokenRange } from "../../../text/alignSpans";

/**
 * spans: In the order of the text.
 * from: The token from which the jump starts.
 * here: The span on that token, if it was not looked at yet.
 * RETURNS: The next span in that direction, from the other end if there is none; undefined without spans.
 */
export function jumpTarget<T extends TokenRange>(
  spans: readonly T[],
  from: number,
  direction: 1 | -1,
  here?: T,
): T | undefined {
  if (direction < 0) return spans.findLast((span) => span.to < from) ?? spans.at(-1);
  return here ?? spans.find((span) => span.from > from) ?? spans[0];
}

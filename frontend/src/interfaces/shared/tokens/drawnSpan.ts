import type { Span } from "../../../model/parts";
import type { TokenRange } from "../../../text/alignSpans";

/** A span as it is drawn over tokens. */
export interface DrawnSpan extends TokenRange {
  /** The span of the task, for edits by identity. */
  span: Span;
  color: string;
  /** null: the highlight of the theme, whose text colours come with it. */
  textColor: string | null;
  isLocked: boolean;
  isSuggested: boolean;
}

/** Whether two spans look the same, whatever else their data says. */
export function looksSame(a: DrawnSpan, b: DrawnSpan): boolean {
  return (
    a.from === b.from &&
    a.to === b.to &&
    a.color === b.color &&
    a.textColor === b.textColor &&
    a.isLocked === b.isLocked &&
    a.isSuggested === b.isSuggested &&
    a.span.label === b.span.label
  );
}

/** Replace new objects by those of the last drawing that look the same, so that their blocks are not drawn again. */
export function keepSame<T extends DrawnSpan>(
  before: readonly T[],
  after: readonly T[],
  isSame: (a: T, b: T) => boolean,
): T[] {
  const known = new Map(before.map((drawn) => [drawn.span, drawn]));
  return after.map((drawn) => {
    const old = known.get(drawn.span);
    return old && isSame(old, drawn) ? old : drawn;
  });
}

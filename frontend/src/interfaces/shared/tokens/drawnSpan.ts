import type { Span } from "../../types";
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

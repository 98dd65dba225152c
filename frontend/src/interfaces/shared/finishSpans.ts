import { findMalformed } from "../../model/problem";
import type { Task } from "../../model/task";
import { finishSpans } from "../../text/editSpans";

/**
 * Put the spans of a task into export form: sorted, with token ids. Tasks without tokens, or whose spans are shapes,
 * malformed or fine already, come back unchanged.
 */
export function finishSpanTask(task: Task): Task {
  const { spans, tokens } = task;
  if (!Array.isArray(spans) || !Array.isArray(tokens) || findMalformed("spans_manual", task) !== null) return task;
  const finished = finishSpans(spans, tokens);
  const isSame = finished.length === spans.length && finished.every((span, i) => span === spans[i]);
  return isSame ? task : { ...task, spans: finished };
}

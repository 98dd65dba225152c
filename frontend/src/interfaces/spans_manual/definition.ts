import { finishSpanTask } from "../shared/finishSpans";
import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "spans_manual",
  load: () => import("./SpansManualView"),
  requires: (task) => (Array.isArray(task.tokens) ? null : "tokens"),
  finish: finishSpanTask,
};

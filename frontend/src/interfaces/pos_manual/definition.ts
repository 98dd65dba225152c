import { finishSpanTask } from "../shared/finishSpans";
import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "pos_manual",
  load: () => import("./PosManualView"),
  requires: (task) => (Array.isArray(task.tokens) ? null : "tokens"),
  finish: finishSpanTask,
};

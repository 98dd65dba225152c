import { finishSpanTask } from "../shared/finishSpans";
import type { ViewDefinition } from "../types";
// Part of the first bundle, like text.
import NerManualView from "./NerManualView";

export const definition: ViewDefinition = {
  id: "ner_manual",
  load: () => Promise.resolve({ default: NerManualView }),
  requires: (task) => {
    if (!Array.isArray(task.tokens)) return "tokens";
    return null;
  },
  finish: finishSpanTask,
};

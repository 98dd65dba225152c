import { finishSpanTask } from "../shared/finishSpans";
import type { ViewDefinition } from "../types";
import { moveStep, openStep, readSteps } from "./readBlocks";

export const definition: ViewDefinition = {
  id: "blocks",
  load: () => import("./BlocksView"),
  nested(task, config) {
    const steps = readSteps(task, config);
    return (steps[openStep(task, steps.length)] ?? []).map(({ view_id }) => view_id);
  },
  requires: (task, config) => (readSteps(task, config)[0].length ? null : "blocks"),
  finish: finishSpanTask,
  move: moveStep,
};

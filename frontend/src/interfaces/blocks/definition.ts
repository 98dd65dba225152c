import type { AppConfig } from "../../model/settings";
import type { ViewDefinition } from "../types";
import { finishSpanTask } from "../shared/finishSpans";
import { moveStep, readBlocks, readSteps } from "./readBlocks";

export const definition: ViewDefinition = {
  id: "blocks",
  async load(config?: AppConfig) {
    const [view, { preloadBlocks }] = await Promise.all([import("./BlocksView"), import("./components")]);
    await preloadBlocks(config && readBlocks(config).map((block) => block.view_id));
    return view;
  },
  requires: (task, config) => (readSteps(task, config)[0].length ? null : "blocks"),
  isManual: true,
  finish: finishSpanTask,
  move: moveStep,
};

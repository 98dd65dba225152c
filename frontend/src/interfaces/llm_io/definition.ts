import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "llm_io",
  load: () => import("./LlmIoView"),
  // Without prompt and response there is nothing to draw, which is no reason to stop.
  requires: () => null,
};

import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "context",
  load: () => import("./ContextView"),
  // A task without context is as good as any other.
  requires: () => null,
};

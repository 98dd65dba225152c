import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "spans",
  load: () => import("./SpansView"),
  requires: (task) => (typeof task.text === "string" ? null : "text"),
};

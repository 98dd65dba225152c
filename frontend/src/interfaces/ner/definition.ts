import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "ner",
  load: () => import("./NerView"),
  requires: (task) => (typeof task.text === "string" ? null : "text"),
};

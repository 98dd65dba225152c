import type { ViewDefinition } from "../types";
import { contentKind } from "../shared/contentKind";

export const definition: ViewDefinition = {
  id: "classification",
  load: () => import("./ClassificationView"),
  requires: (task, config) => (contentKind(task, config) === null ? "text" : null),
};

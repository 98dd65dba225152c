import type { ViewDefinition } from "../types";
import { readOptions } from "./model";

export const definition: ViewDefinition = {
  id: "choice",
  load: () => import("./ChoiceView"),
  requires: (task) => (readOptions(task.options).length > 0 ? null : "options"),
};

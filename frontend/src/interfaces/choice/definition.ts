import type { ViewDefinition } from "../types";
import { readOptions } from "./options";

export const definition: ViewDefinition = {
  id: "choice",
  load: () => import("./ChoiceView"),
  requires: (task) => (readOptions(task.options).length > 0 ? null : "options"),
};

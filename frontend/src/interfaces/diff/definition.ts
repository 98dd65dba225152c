import type { ViewDefinition } from "../types";
import { missingText } from "./texts";

export const definition: ViewDefinition = {
  id: "diff",
  load: () => import("./DiffView"),
  requires: (task) => missingText(task),
};

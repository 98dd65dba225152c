import type { ViewDefinition } from "../types";
import { readComparison } from "./model";

export const definition: ViewDefinition = {
  id: "compare",
  load: () => import("./CompareView"),
  requires: (task) => {
    const comparison = readComparison(task);
    return typeof comparison === "string" ? comparison : null;
  },
};

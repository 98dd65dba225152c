import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "dep",
  load: () => import("./DepView"),
  requires: (task) => {
    if (typeof task.text !== "string") return "text";
    if (!Array.isArray(task.tokens)) return "tokens";
    const hasArc = typeof task.arc === "object" && task.arc !== null;
    return hasArc || Array.isArray(task.relations) ? null : "relations";
  },
};

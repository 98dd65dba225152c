import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "pos",
  load: () => import("./PosView"),
  requires: (task) => (typeof task.text === "string" ? null : "text"),
};

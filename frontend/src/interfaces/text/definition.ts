import type { ViewDefinition } from "../types";
// Part of the first bundle: the most common view must not cost a second request.
import TextView from "./TextView";

export const definition: ViewDefinition = {
  id: "text",
  load: () => Promise.resolve({ default: TextView }),
  requires: (task) => (typeof task.text === "string" ? null : "text"),
};

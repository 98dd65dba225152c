import type { ViewDefinition } from "../types";
import { contentKind } from "../shared/contentKind";

export const definition: ViewDefinition = {
  id: "html",
  load: () => import("./HtmlView"),
  requires: (task, config) => (contentKind({ ...task, image: undefined }, config) === "html" ? null : "html"),
};

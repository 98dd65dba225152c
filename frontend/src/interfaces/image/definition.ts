import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "image",
  load: () => import("./ImageView"),
  requires: ({ image }) => (typeof image === "string" && image !== "" ? null : "image"),
};

import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "text_input",
  load: () => import("./TextInputView"),
  requires: () => null,
};

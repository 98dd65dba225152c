import type { ViewDefinition } from "../types";

export const definition: ViewDefinition = {
  id: "preference",
  load: () => import("./PreferenceView"),
  // What else may be wrong with them is drawn as it is: this module is loaded with the page.
  requires: ({ prompt, responses }) =>
    prompt === undefined ? "prompt" : Array.isArray(responses) && responses.length > 0 ? null : "responses",
};

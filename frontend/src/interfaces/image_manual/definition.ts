import type { Task } from "../../model/task";
import type { ViewDefinition } from "../types";

/** Comes with the view: without it no picture has been seen. Keeps the first bundle small. */
let writeSize = (task: Task): Task => task;
let dropSuggestions = writeSize;

export const definition: ViewDefinition = {
  id: "image_manual",
  async load() {
    const [view, sizes, suggestions] = await Promise.all([
      import("./ImageManualView"),
      import("./sizes"),
      import("./assist/finish"),
    ]);
    writeSize = sizes.writeSize;
    dropSuggestions = suggestions.dropSuggestions;
    return view;
  },
  requires: ({ image }) => (typeof image === "string" && image !== "" ? null : "image"),
  finish: (task) => writeSize(dropSuggestions(task)),
};

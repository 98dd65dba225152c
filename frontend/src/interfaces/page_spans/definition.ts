import type { Task } from "../../model/task";
import type { ViewDefinition } from "../types";

/** Comes with the view: without it nothing has been edited. Keeps the first bundle small. */
let finishPage = (task: Task): Task => task;

export const definition: ViewDefinition = {
  id: "page_spans",
  async load() {
    const view = await import("./PageSpansView");
    finishPage = view.finishPage;
    return view;
  },
  requires: (task) => ["image", "tokens", "width", "height"].find((key) => !task[key]) ?? null,
  finish: (task) => finishPage(task),
};

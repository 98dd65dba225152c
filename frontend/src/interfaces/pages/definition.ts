import { getView } from "../registry";
import type { Task } from "../../model/task";
import type { ViewDefinition } from "../types";

type FinishOf = (viewId: string) => ((task: Task) => Task) | undefined;

/** Comes with the view: without it nothing has been edited. Keeps the first bundle small. */
let finishPages = (task: Task, _finishOf: FinishOf): Task => task;

export const definition: ViewDefinition = {
  id: "pages",
  async load() {
    const [view, model] = await Promise.all([import("./PagesView"), import("./model")]);
    finishPages = model.finishPages;
    return view;
  },
  requires: ({ pages }) => (Array.isArray(pages) && pages.length > 0 ? null : "pages"),
  isManual: true,
  finish: (task) => finishPages(task, (viewId) => getView(viewId)?.finish),
};

import { getView } from "../registry";
import { finishAs } from "../../model/problem";
import type { Task } from "../../model/task";
import type { AppConfig } from "../../model/config";
import type { ViewDefinition } from "../types";
import type { Page } from "./model";

type FinishPage = (viewId: string, page: Task) => Task;

/** Comes with the view: without it nothing has been edited. Keeps the first bundle small. */
let finishPages = (task: Task, _finish: FinishPage): Task => task;

/** A page may be a card of blocks. */
function withNested(page: Page | null, config: AppConfig): readonly unknown[] {
  if (!page) return [];
  const view = getView(page.view_id);
  return [page.view_id, ...(view?.nested?.(page as unknown as Task, { ...config, ...page.config }) ?? [])];
}

export const definition: ViewDefinition = {
  id: "pages",
  async load() {
    const [view, model] = await Promise.all([import("./PagesView"), import("./model")]);
    finishPages = model.finishPages;
    return view;
  },
  nested: ({ pages }, config) => (Array.isArray(pages) ? pages.flatMap((page) => withNested(page, config)) : []),
  requires: ({ pages }) => (Array.isArray(pages) && pages.length > 0 ? null : "pages"),
  finish: (task) => finishPages(task, (viewId, page) => finishAs(getView(viewId), page)),
};

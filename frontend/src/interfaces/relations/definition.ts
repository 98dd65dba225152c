import { finishSpanTask } from "../shared/finishSpans";
import type { Task } from "../../model/task";
import type { ViewDefinition } from "../types";

/** Comes with the view: without it nothing has been edited. Keeps the first bundle small. */
let finishRelations = (task: Task): Task => task;

export const definition: ViewDefinition = {
  id: "relations",
  async load() {
    const [view, edits] = await Promise.all([import("./RelationsView"), import("./edits")]);
    finishRelations = edits.finishRelations;
    return view;
  },
  requires: (task) => {
    if (typeof task.text !== "string") return "text";
    return Array.isArray(task.tokens) ? null : "tokens";
  },
  finish: (task) => finishRelations(finishSpanTask(task)),
};

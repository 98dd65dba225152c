import type { Task } from "../../model/task";
import type { ViewDefinition } from "../types";

/** Comes with the view: without it nothing has been edited. Keeps the first bundle small. */
let finishTask = (task: Task): Task => task;

export const definition: ViewDefinition = {
  id: "conversation",
  async load() {
    const view = await import("./ConversationView");
    finishTask = view.finishTask;
    return view;
  },
  requires: (task) => (Array.isArray(task.messages) && task.messages.length > 0 ? null : "messages"),
  finish: (task) => finishTask(task),
};

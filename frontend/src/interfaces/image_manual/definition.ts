import type { Task } from "../../model/task";
import type { ViewDefinition } from "../types";

/** Comes with the view: without it no picture has been seen. Keeps the first bundle small. */
let writeSize = (task: Task): Task => task;

export const definition: ViewDefinition = {
  id: "image_manual",
  async load() {
    const [view, sizes] = await Promise.all([import("./ImageManualView"), import("./sizes")]);
    writeSize = sizes.writeSize;
    return view;
  },
  requires: ({ image }) => (typeof image === "string" && image !== "" ? null : "image"),
  finish: (task) => writeSize(task),
};

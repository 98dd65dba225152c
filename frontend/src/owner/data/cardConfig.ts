/** With which view and settings a stored answer is drawn. */
import { findProblem, type TaskProblem } from "../../model/problem";
import { effectiveConfig, type Task } from "../../model/task";
import type { AppConfig } from "../../model/config";
import type { Values } from "../../api/data";
import { getView, type RegisteredView } from "../../interfaces/registry";

export interface Drawing {
  view: RegisteredView | undefined;
  config: AppConfig;
  problem: TaskProblem | null;
}

/** Tried where the interface is not known, or needs what an answer lacks. */
const OTHERS = ["choice", "ner", "image", "audio", "html", "text"] as const;

export function findDrawing(task: Task, viewId: string | null, base: AppConfig, values: Values | null): Drawing {
  const ids = [task["_view_id"], viewId, ...OTHERS].filter((id): id is string => typeof id === "string");
  let first: Drawing | undefined;
  for (const id of ids) {
    const config = makeConfig(task, id, base, values);
    const view = getView(id);
    const drawing = { view, config, problem: findProblem(id, view, task, config) };
    if (drawing.problem === null) return drawing;
    first ??= drawing;
  }
  return first!;
}

/** The settings of this run if it is of that interface; the labels of others are those that were given. */
function makeConfig(task: Task, viewId: string, base: AppConfig, values: Values | null): AppConfig {
  const own = effectiveConfig({ ...base, view_id: viewId }, task);
  const isOwn = base.view_id === viewId;
  const labels = isOwn && Array.isArray(base["labels"]) ? (base["labels"] as string[]) : [];
  const given = task.config?.["labels"];
  const all = Array.isArray(given) ? given : [...new Set([...labels, ...(values?.label ?? [])])];
  return {
    ...own,
    view_id: viewId,
    labels: all,
    // Nobody answers here.
    swipe: false,
    auto_accept: false,
    choice_auto_accept: false,
    field_autofocus: false,
    ...(task.config?.["blocks"] || !isOwn ? {} : { blocks: base["blocks"] }),
  } as AppConfig;
}

/** Changes inside a task, and taking them back. */
import type { Task } from "../model/task";
import { isSame, mergePatch } from "../model/json";
import { makeItem } from "./queue";
import type { Answered, Item, State } from "./types";

/** Steps of ctrl+z per task. */
const MAX_STEPS = 100;

/**
 * Merges a patch into the current task or, by its key, into one that has just been answered.
 *
 * A patch that brings another `_task_hash` makes it a new task with nothing to take back. Without
 * a current task, such a patch is shown as the task.
 */
export function updateTask(state: State, key: number | null, patch: Partial<Task>, isUndoable: boolean): State {
  const { current } = state;
  if (current && (key === null || key === current.key)) {
    const next = updateItem(current, patch, isUndoable);
    return next === current ? state : { ...state, current: next };
  }
  if (key === null) return showTask(state, patch);
  return updateStored(state, key, patch);
}

function updateItem(item: Item, patch: Partial<Task>, isUndoable: boolean): Item {
  const task = mergePatch(item.task, patch);
  if (task === item.task) return item;
  if (task._task_hash !== item.task._task_hash) return { ...makeItem(task, item.key) };
  if (!isUndoable) return { ...item, task };
  return { ...item, task, past: [...item.past, item.task].slice(-MAX_STEPS), future: [] };
}

function showTask(state: State, patch: Partial<Task>): State {
  if (typeof patch._task_hash !== "number") return state;
  return { ...state, current: makeItem(patch as Task, state.nextKey), nextKey: state.nextKey + 1 };
}

/** Custom code may hold on to a task after it was answered, and add keys to it. */
function updateStored(state: State, key: number, patch: Partial<Task>): State {
  const inItem = (item: Item) => (item.key === key ? updateItem(item, patch, false) : item);
  const inAnswer = (answered: Answered) => {
    const item = inItem(answered.item);
    return item === answered.item ? answered : { ...answered, item };
  };
  return { ...state, queue: state.queue.map(inItem), unsent: state.unsent.map(inAnswer) };
}

export function undoEdit(state: State): State {
  const item = state.current;
  const task = item?.past.at(-1);
  if (!item || !task) return state;
  const current: Item = {
    ...item,
    task,
    past: item.past.slice(0, -1),
    future: [item.task, ...item.future],
  };
  return { ...state, current };
}

export function redoEdit(state: State): State {
  const item = state.current;
  const [task, ...future] = item?.future ?? [];
  if (!item || !task) return state;
  return { ...state, current: { ...item, task, past: [...item.past, item.task], future } };
}

/** Somebody worked on it. After a reload the two are copies, so that only their content tells. */
export function isEdited({ task, original }: Pick<Item, "task" | "original">): boolean {
  return task !== original && !isSame(task, original);
}

/** Tasks that wait to be shown. */
import type { Task } from "../model/task";
import type { Item, State } from "./types";

/** A new batch is fetched when this few tasks are left behind the current one. */
const LOW_WATER = 2;

export function needsFetch(state: State): boolean {
  const { batch_size } = state.config;
  return (
    state.isActive && !state.isFetching && !state.isExhausted && state.queue.length <= Math.min(LOW_WATER, batch_size)
  );
}

export function makeItem(task: Task, key: number): Item {
  return { key, task, original: task, past: [], future: [] };
}

/** Hashes of all tasks that the page holds and the server has no answer to. */
export function heldHashes(state: State): number[] {
  const answered = [...state.unsent, ...(state.inflight?.answers ?? [])];
  const items = [...(state.current ? [state.current] : []), ...state.queue, ...answered.map(({ item }) => item)];
  return [...new Set(items.map(({ task }) => task._task_hash))].filter((hash) => typeof hash === "number");
}

/** Appends new tasks; those that the page already holds are dropped. */
export function receiveTasks(state: State, tasks: Task[], isPreparing: boolean): State {
  const held = new Set(heldHashes(state));
  let { nextKey } = state;
  const fresh: Item[] = [];
  for (const task of tasks) {
    if (held.has(task._task_hash)) {
      console.info(`Task ${task._task_hash} is here already and was left out.`);
      continue;
    }
    if (typeof task._task_hash === "number") held.add(task._task_hash);
    fresh.push(makeItem(task, nextKey++));
  }
  return showNext({
    ...state,
    nextKey,
    queue: [...state.queue, ...fresh],
    isFetching: false,
    isPreparing: isPreparing && tasks.length === 0,
    isExhausted: tasks.length === 0 && !isPreparing,
    notices: state.notices.filter(({ id }) => id !== "fetch"),
  });
}

/** Fills an empty card with the head of the queue. */
export function showNext(state: State): State {
  const [next, ...queue] = state.queue;
  return state.current || !next ? state : { ...state, current: next, queue };
}

/** Tasks that wait to be shown. */
import { taskKey, type Task } from "../model/task";
import type { Item, State } from "./types";

/** A new batch is fetched when this few tasks are left behind the current one, or fewer than the server suggests. */
const LOW_WATER = 2;

export function needsFetch(state: State): boolean {
  const { batch_size } = state.config;
  const waiting = state.queue.length;
  const isLow = waiting <= Math.min(LOW_WATER, batch_size) || waiting + batch_size <= state.prefetch;
  return state.isActive && !state.isFetching && !state.isExhausted && isLow;
}

export function makeItem(task: Task, key: number): Item {
  return { key, task, original: task, past: [], future: [] };
}

/** All tasks that the page holds and the server has no answer to. */
function heldTasks(state: State): Task[] {
  const answered = [...state.unsent, ...(state.inflight?.answers ?? [])];
  const items = [...(state.current ? [state.current] : []), ...state.queue, ...answered.map(({ item }) => item)];
  return items.map(({ task }) => task).filter(({ _task_hash }) => typeof _task_hash === "number");
}

/** Their hashes; two of them may have the same. */
export function heldHashes(state: State): number[] {
  return [...new Set(heldTasks(state).map(({ _task_hash }) => _task_hash))];
}

/** Their keys, by which a task is the same. */
export function heldKeys(state: State): Set<string> {
  return new Set(heldTasks(state).map(taskKey));
}

/** Appends new tasks; those that the page already holds are dropped. */
export function receiveTasks(
  state: State,
  tasks: Task[],
  { isPreparing, prefetch }: { isPreparing: boolean; prefetch: number },
): State {
  const held = heldKeys(state);
  let { nextKey } = state;
  const fresh: Item[] = [];
  for (const task of tasks) {
    if (held.has(taskKey(task))) {
      console.info(`Task ${task._task_hash} is here already and was left out.`);
      continue;
    }
    if (typeof task._task_hash === "number") held.add(taskKey(task));
    fresh.push(makeItem(task, nextKey++));
  }
  return showNext({
    ...state,
    nextKey,
    queue: [...state.queue, ...fresh],
    prefetch,
    isFetching: false,
    isOffline: false,
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

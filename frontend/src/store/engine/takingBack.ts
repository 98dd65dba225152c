/** Makes an answered task the current one again. */
import { flushInputs } from "../../model/pendingInputs";
import type { Task } from "../../model/task";
import type { Store } from "../createStore";
import type { Clock } from "../effects/clock";
import { canEditSent, reopenable } from "../outbox";
import type { Answered, Notice, State } from "../types";

export interface TakingBackOptions {
  store: Store;
  getClock(): Clock | null;
  notify(notice: Notice): void;
  onReopened(task: Task): void;
}

/** RETURNS: Takes back the answer of the item with that key, or the newest one. */
export function makeTakingBack({ store, getClock, notify, onReopened }: TakingBackOptions) {
  const { getState, dispatch } = store;

  return function takeBack(key: number | null): void {
    const state = getState();
    if (!state.isActive) return;
    flushInputs();
    const last = key === null ? newestUnderWay(state) : null;
    if (last) return whenPosted(store, () => takeBack(last.item.key));
    if (!reopenable(state).length) {
      notify({ id: "undo", kind: "info", title: "nothing_to_undo", isCalm: true, expires: 2500 });
      return;
    }
    dispatch({ type: "reopened", key });
    const { current } = getState();
    if (!current || current === state.current) return;
    getClock()?.takeBack();
    dispatch({ type: "dismissed", id: "rejected" });
    onReopened(current.task);
  };
}

/** The newest answer of all, if it is on its way: whoever takes back means this one, and none before it. */
export function newestUnderWay(state: Pick<State, "config" | "inflight" | "sentRecent" | "unsent">): Answered | null {
  const last = canEditSent(state) ? state.inflight?.answers.at(-1) : undefined;
  return last && !reopenable(state).some(({ seq }) => seq > last.seq) ? last : null;
}

function whenPosted(store: Store, callback: () => void): void {
  const unsubscribe = store.subscribe(() => {
    if (store.getState().inflight) return;
    unsubscribe();
    callback();
  });
}

import { describe, expect, it } from "vitest";
import type { Task } from "../model/task";
import { createStore } from "../store/createStore";
import { makeTask } from "../testing/fakeServer";
import { receivedAction, startedAction } from "../testing/storeActions";
import { findTask, taskProxies } from "./taskProxies";

function begin() {
  const store = createStore();
  store.dispatch(startedAction());
  const tasks = [makeTask(1), makeTask(2), makeTask(3)];
  store.dispatch(receivedAction(tasks));
  const update = (patch: Partial<Task>, { key }: { key?: number } = {}) =>
    store.dispatch({ type: "updated", key: key ?? null, patch, isUndoable: false });
  const answer = () =>
    store.dispatch({
      type: "answered",
      task: store.getState().current!.task,
      answer: "reject",
      viewId: "text",
      timestamp: 9,
    });
  return { store, update, answer, proxies: taskProxies({ store, update }) };
}

describe("findTask", () => {
  it("finds a task on the card, in the queue, and after it was answered as the server gets it", () => {
    const { store, answer } = begin();
    expect(findTask(store.getState(), 1)?._task_hash).toBe(1);
    expect(findTask(store.getState(), 3)?._task_hash).toBe(3);
    answer();
    expect(findTask(store.getState(), 1)).toMatchObject({ _task_hash: 1, answer: "reject", _timestamp: 9 });
    store.dispatch({ type: "postStarted", batchId: "b", seqs: [1] });
    expect(findTask(store.getState(), 1)).toMatchObject({ answer: "reject" });
    store.dispatch({ type: "postSucceeded", counts: {} });
    expect(findTask(store.getState(), 99)).toBeNull();
  });
});

describe("a proxy", () => {
  it("is the same object while the task is, and writes to its own task after the next is shown", () => {
    const { store, answer, proxies } = begin();
    const first = proxies.proxyOf(1);
    expect(proxies.proxyOf(1)).toBe(first);
    answer();
    (first as Record<string, unknown>)["note"] = "late";
    expect(store.getState().current?.task).not.toHaveProperty("note");
    expect(findTask(store.getState(), 1)).toMatchObject({ note: "late" });
    expect(proxies.proxyOf(2)).not.toBe(first);
  });

  it("tells nobody of an assignment to the task that is shown", () => {
    const { store, proxies } = begin();
    proxies.lastShown = store.getState().current;
    (proxies.proxyOf(1) as Record<string, unknown>)["note"] = "x";
    expect(store.getState().current?.task).toMatchObject({ note: "x" });
    expect(proxies.lastShown).toBe(store.getState().current);
  });
});

/** Edits inside a task against a plain model: a list of versions and a place in it. */
import { describe, expect, it } from "vitest";
import type { Task } from "../model/task";
import { random } from "../text/testTokens";
import { createStore } from "./createStore";
import { INITIAL_STATE } from "./reducer";
import { makeItem } from "./queue";

const TASK: Task = { _input_hash: 1, _task_hash: 2, text: "a b", tokens: [{ text: "a", start: 0, end: 1, id: 0 }] };
const STEPS = 100;

function make() {
  const store = createStore({ ...INITIAL_STATE, current: makeItem(TASK, 1) });
  const task = () => store.getState().current?.task as Task;
  return { store, task };
}

describe("the history of a task", () => {
  it.each([1, 2, 3, 4, 5, 6])("agrees with a list of versions (seed %i)", (seed) => {
    const next = random(seed);
    const { store, task } = make();
    let versions: Task[] = [TASK];
    let at = 0;
    for (let step = 0; step < 400; step += 1) {
      const what = next(10);
      if (what < 3) {
        store.dispatch({ type: "editUndone" });
        at = Math.max(0, at - 1);
      } else if (what < 5) {
        store.dispatch({ type: "editRedone" });
        at = Math.min(versions.length - 1, at + 1);
      } else {
        const patch = { [`key${next(3)}`]: next(2) ? step : undefined };
        const before = task();
        store.dispatch({ type: "updated", key: null, patch, isUndoable: true });
        if (task() !== before) {
          versions = [...versions.slice(0, at + 1), task()].slice(-STEPS - 1);
          at = versions.length - 1;
        }
      }
      expect(task()).toEqual(versions[at]);
    }
  });

  it("shares everything that an edit does not change", () => {
    const { store, task } = make();
    store.dispatch({ type: "updated", key: null, patch: { spans: [{ start: 0, end: 1 }] }, isUndoable: true });
    expect(task().tokens).toBe(TASK.tokens);
    expect(store.getState().current?.past).toEqual([TASK]);
    expect(store.getState().current?.past[0]).toBe(TASK);
    store.dispatch({ type: "editUndone" });
    expect(task()).toBe(TASK);
  });

  it("forgets the oldest of very many steps", () => {
    const { store, task } = make();
    for (let n = 0; n < STEPS + 20; n += 1)
      store.dispatch({ type: "updated", key: null, patch: { n }, isUndoable: true });
    for (let n = 0; n < STEPS + 20; n += 1) store.dispatch({ type: "editUndone" });
    expect(task()["n"]).toBe(19);
  });
});

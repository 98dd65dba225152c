import { describe, expect, it, vi } from "vitest";
import { createStore } from "../createStore";
import { makeRunning } from "./running";

const change = (store: ReturnType<typeof createStore>, id: string) =>
  store.dispatch({ type: "noticed", notice: { id, kind: "info", title: "loading" } });

describe("running", () => {
  it("runs everything in order at the start, and once after all changes of a moment", async () => {
    const store = createStore();
    const running = makeRunning(store);
    const calls: string[] = [];
    running.add({ run: () => calls.push("a") }, { run: () => calls.push("b") });
    change(store, "too early");
    expect(calls).toEqual([]);
    running.start();
    expect(calls).toEqual(["a", "b"]);
    change(store, "1");
    change(store, "2");
    expect(calls).toHaveLength(2);
    await Promise.resolve();
    expect(calls).toEqual(["a", "b", "a", "b"]);
    running.stop();
  });

  it("runs again for what an effect changes itself", async () => {
    const store = createStore();
    const running = makeRunning(store);
    let runs = 0;
    running.add({
      run() {
        if (++runs < 3) change(store, String(runs));
      },
    });
    running.start();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    expect(runs).toBe(3);
  });

  it("takes effects that come later", async () => {
    const store = createStore();
    const running = makeRunning(store);
    running.start();
    const run = vi.fn();
    running.add({ run });
    change(store, "1");
    await Promise.resolve();
    expect(run).toHaveBeenCalledOnce();
  });

  it("stops everything once, and hears nothing more", async () => {
    const store = createStore();
    const running = makeRunning(store);
    const [run, stop, cleanup] = [vi.fn(), vi.fn(), vi.fn()];
    running.add({ run, stop });
    running.onStop(cleanup);
    running.start();
    running.stop();
    running.stop();
    change(store, "1");
    await Promise.resolve();
    expect([run.mock.calls.length, cleanup.mock.calls.length]).toEqual([1, 1]);
    expect(stop).toHaveBeenCalled();
  });

  it("never starts what was stopped before", async () => {
    const store = createStore();
    const running = makeRunning(store);
    const [run, cleanup] = [vi.fn(), vi.fn()];
    running.add({ run });
    running.stop();
    running.onStop(cleanup);
    running.start();
    change(store, "1");
    await Promise.resolve();
    expect([run.mock.calls.length, cleanup.mock.calls.length]).toEqual([0, 1]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeTask } from "../../testing/fakeServer";
import { answeredAction, receivedAction, startedAction } from "../../testing/storeActions";
import { createStore, type Store } from "../createStore";
import { makeClock, type Clock } from "./clock";

let store: Store;
let clock: Clock;
let isHidden = false;

const pass = (ms: number) => vi.advanceTimersByTime(ms);
function answer(ms: number) {
  pass(ms);
  clock.finish();
  store.dispatch(answeredAction(store.getState()));
}
function hide(value: boolean) {
  isHidden = value;
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(new Date(2026, 4, 1, 12));
  localStorage.clear();
  isHidden = false;
  vi.spyOn(document, "hidden", "get").mockImplementation(() => isHidden);
  store = createStore();
  store.dispatch(startedAction({ dataset: "d" }));
  clock = makeClock({ store, sessionName: null });
  store.dispatch(receivedAction([1, 2, 3, 4].map((index) => makeTask(index))));
});
afterEach(() => {
  clock.stop();
  vi.useRealTimers();
});

describe("the clock", () => {
  it("counts from when a task is on the card", () => {
    pass(1500);
    expect(clock.elapsed()).toBe(1500);
    answer(500);
    expect(clock.elapsed()).toBe(0);
    pass(250);
    expect(clock.elapsed()).toBe(250);
  });

  it("stands still while nobody can see the page", () => {
    pass(1000);
    hide(true);
    pass(60_000);
    expect(clock.elapsed()).toBe(1000);
    hide(false);
    pass(500);
    expect(clock.elapsed()).toBe(1500);
  });

  it("keeps the time of a task that is put back into the queue", () => {
    answer(100);
    pass(2000);
    store.dispatch({ type: "reopened", key: null });
    pass(300);
    answer(0);
    expect(store.getState().current?.task._task_hash).toBe(2);
    expect(clock.elapsed()).toBe(2000);
  });

  it("tells how long an answer takes, and how many there were today", () => {
    expect([clock.average(), clock.today()]).toEqual([0, 0]);
    answer(1000);
    answer(3000);
    expect([clock.average(), clock.today()]).toEqual([2000, 2]);
    clock.takeBack();
    expect(clock.today()).toBe(1);
  });

  it("begins each day at nothing, and never counts below that", () => {
    answer(1);
    vi.setSystemTime(new Date(2026, 4, 2, 0, 1));
    expect(clock.today()).toBe(0);
    clock.takeBack();
    expect(clock.today()).toBe(0);
    answer(1);
    expect(clock.today()).toBe(1);
  });

  it("counts each dataset and session alone", () => {
    answer(1);
    const other = makeClock({ store, sessionName: "alex" });
    expect([clock.today(), other.today()]).toEqual([1, 0]);
    other.stop();
  });

  it("goes on where the browser keeps nothing, or somebody has changed it", () => {
    localStorage.setItem(`prodigy today ${JSON.stringify(["d", ""])}`, "{");
    expect(clock.today()).toBe(0);
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    answer(700);
    expect([clock.average(), clock.today()]).toEqual([700, 0]);
  });
});

/** The small effects, each alone with a store: what they do and when. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AppConfig } from "../../model/config";
import { fakeServer, makeTask, type FakeServer } from "../../testing/fakeServer";
import { receivedAction, startedAction } from "../../testing/storeActions";
import { createStore, type Store } from "../createStore";
import { activity } from "./activity";
import { autosave } from "./autosave";
import { scopeOf, sessionOf, Timer, type EffectContext } from "./context";
import { doubleClicks } from "./doubleClicks";
import { leave } from "./leave";

let server: FakeServer;
let store: Store;
let context: EffectContext;
let stop: () => void = () => {};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  server = fakeServer(0);
  store = createStore();
  context = { store, client: server, sessionName: "alex", newId: () => "new" };
});
afterEach(() => {
  stop();
  stop = () => {};
  vi.useRealTimers();
});

function begin(count: number, config: Partial<AppConfig> = {}): void {
  store.dispatch(startedAction(config, "data-alex"));
  const tasks = Array.from({ length: count }, (_, i) => makeTask(i + 1));
  store.dispatch(receivedAction(tasks));
}
const answer = () =>
  store.dispatch({
    type: "answered",
    task: store.getState().current!.task,
    answer: "accept",
    viewId: "text",
    timestamp: 1,
  });

describe("the session", () => {
  it("is nobody's without a name, and keeps datasets and names apart", () => {
    begin(0, { dataset: "d" });
    expect(sessionOf(context)).toBe("data-alex");
    expect(sessionOf({ store, sessionName: null })).toBeNull();
    const scopes = [
      scopeOf(store.getState(), "a"),
      scopeOf(store.getState(), null),
      scopeOf(createStore().getState(), "a"),
    ];
    expect(new Set(scopes).size).toBe(3);
  });
});

describe("Timer", () => {
  it("runs once, is there at most once, and can be stopped", () => {
    const timer = new Timer();
    const [first, second] = [vi.fn(), vi.fn()];
    timer.start(100, first);
    timer.start(50, second);
    expect(timer.isRunning).toBe(true);
    vi.advanceTimersByTime(200);
    expect([first.mock.calls.length, second.mock.calls.length, timer.isRunning]).toEqual([0, 1, false]);
    timer.start(10, first);
    timer.stop();
    vi.advanceTimersByTime(200);
    expect(first).not.toHaveBeenCalled();
  });

  it("may start itself again", () => {
    const timer = new Timer();
    let count = 0;
    const again = () => void (++count < 3 && timer.start(10, again));
    timer.start(10, again);
    vi.advanceTimersByTime(100);
    expect(count).toBe(3);
  });
});

describe("a timer that has ended", () => {
  it("does not run, and never starts again", () => {
    const timer = new Timer();
    const callback = vi.fn();
    timer.start(10, callback);
    timer.end();
    timer.start(10, callback);
    vi.advanceTimersByTime(100);
    expect([callback.mock.calls.length, timer.isRunning]).toEqual([0, false]);
  });
});

describe("activity", () => {
  const move = () => document.dispatchEvent(new Event("pointermove"));

  it("tells the server that somebody is there, but not with every move", () => {
    const report = vi.spyOn(server, "reportActivity");
    begin(1);
    stop = activity(context);
    move();
    document.dispatchEvent(new Event("keydown"));
    expect(report.mock.calls).toEqual([["data-alex"]]);
    vi.advanceTimersByTime(20_000);
    move();
    expect(report).toHaveBeenCalledTimes(2);
  });

  it("is silent before the start, and after another tab took over", () => {
    const report = vi.spyOn(server, "reportActivity");
    stop = activity(context);
    move();
    begin(1);
    store.dispatch({ type: "deactivated" });
    move();
    expect(report).not.toHaveBeenCalled();
  });

  it("goes on when the server can't be reached", async () => {
    const report = vi.spyOn(server, "reportActivity").mockRejectedValue(new Error("offline"));
    begin(1);
    stop = activity(context);
    move();
    await vi.advanceTimersByTimeAsync(20_000);
    move();
    expect(report).toHaveBeenCalledTimes(2);
  });
});

describe("autosave", () => {
  const isSaved = () => store.getState().flushUpTo === store.getState().nextSeq - 1;

  it("saves after a pause, counted from the last answer", () => {
    begin(5, { autosave_seconds: 30 });
    const effect = autosave(context);
    stop = () => effect.stop?.();
    answer();
    effect.run();
    vi.advanceTimersByTime(20_000);
    answer();
    effect.run();
    vi.advanceTimersByTime(20_000);
    expect(isSaved()).toBe(false);
    vi.advanceTimersByTime(10_000);
    expect(isSaved()).toBe(true);
  });

  it("is not put off by what has nothing to do with answers", () => {
    begin(5, { autosave_seconds: 30 });
    const effect = autosave(context);
    stop = () => effect.stop?.();
    answer();
    effect.run();
    vi.advanceTimersByTime(29_000);
    store.dispatch({ type: "noticed", notice: { id: "a", kind: "info", title: "notice" } });
    effect.run();
    vi.advanceTimersByTime(1_000);
    expect(isSaved()).toBe(true);
  });

  it.each([0, 30])("saves at once when all is done (autosave_seconds: %i)", (autosave_seconds) => {
    begin(1, { autosave_seconds });
    const effect = autosave(context);
    stop = () => effect.stop?.();
    answer();
    store.dispatch(receivedAction([]));
    effect.run();
    vi.advanceTimersByTime(1_000);
    expect(isSaved()).toBe(true);
  });

  it("waits for the annotator where it is turned off, or where another tab works", () => {
    begin(5, { autosave_seconds: 0 });
    const effect = autosave(context);
    answer();
    effect.run();
    store.dispatch({ type: "deactivated" });
    effect.run();
    vi.advanceTimersByTime(600_000);
    expect(isSaved()).toBe(false);
  });
});

describe("leaving the page", () => {
  const leavePage = () => window.dispatchEvent(new Event("pagehide"));
  const isAsked = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));

  it("hands answers over once, and marks them with the id of that post", () => {
    begin(3);
    stop = leave(context);
    answer();
    answer();
    leavePage();
    leavePage();
    expect(server.posts.map(({ answers, batchId }) => [answers.length, batchId])).toEqual([[2, "new"]]);
    expect(store.getState().unsent.map(({ batchId }) => batchId)).toEqual(["new", "new"]);
  });

  it("keeps answers that the browser doesn't take", () => {
    begin(3);
    vi.spyOn(server, "leaveAnswers").mockReturnValue(false);
    stop = leave(context);
    answer();
    leavePage();
    expect(store.getState().unsent.map(({ batchId }) => batchId)).toEqual([undefined]);
  });

  it("sends nothing from a page that another tab has replaced, or without answers", () => {
    begin(3);
    stop = leave(context);
    leavePage();
    answer();
    store.dispatch({ type: "deactivated" });
    leavePage();
    expect(server.posts).toEqual([]);
  });

  it("asks back only if answers would be lost", () => {
    begin(3);
    stop = leave(context);
    expect(isAsked()).toBe(false);
    answer();
    expect(isAsked()).toBe(false);
    store.dispatch({ type: "storageBroke" });
    expect(isAsked()).toBe(true);
    stop();
    expect(isAsked()).toBe(false);
  });
});

describe("a double-click", () => {
  const clicks = (detail: number, timeStamp: number) => {
    const event = new MouseEvent("click", { detail, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: timeStamp });
    window.dispatchEvent(event);
    return !event.defaultPrevented;
  };

  beforeEach(() => {
    begin(3);
    stop = doubleClicks(context);
  });

  it("answers one task: its second half does nothing after an answer", () => {
    expect(clicks(1, 1000)).toBe(true);
    answer();
    expect(clicks(2, 1200)).toBe(false);
  });

  it("is one where nothing was answered, and two clicks when it is slow", () => {
    expect(clicks(1, 1000)).toBe(true);
    expect(clicks(2, 1200)).toBe(true);
    answer();
    expect(clicks(2, 1600)).toBe(true);
  });
});

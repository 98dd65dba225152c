import { beforeEach, describe, expect, it, vi } from "vitest";
import { makeTask } from "../../testing/fakeServer";
import { answeredAction, receivedAction, startedAction } from "../../testing/storeActions";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { createStore, type Store } from "../createStore";
import type { Clock } from "../effects/clock";
import type { Notice } from "../types";
import { makeTakingBack, newestUnderWay } from "./takingBack";

let store: Store;
let notices: Notice[];
let reopened: Task[];
let takeBack: (key: number | null) => void;
const clock = { takeBack: vi.fn() } as unknown as Clock;
const hash = () => store.getState().current?.task._task_hash;
const post = (...seqs: number[]) => store.dispatch({ type: "postStarted", batchId: "b", seqs });

function begin(answers: number, config: Partial<AppConfig> = {}) {
  store.dispatch(startedAction(config));
  store.dispatch(receivedAction([1, 2, 3, 4, 5].map((index) => makeTask(index))));
  for (let index = 0; index < answers; index++) store.dispatch(answeredAction(store.getState()));
}

beforeEach(() => {
  store = createStore();
  notices = [];
  reopened = [];
  vi.mocked(clock.takeBack).mockClear();
  takeBack = makeTakingBack({
    store,
    getClock: () => clock,
    notify: (notice) => notices.push(notice),
    onReopened: (task) => reopened.push(task),
  });
});

describe("taking back", () => {
  it("opens the newest answer and tells it", () => {
    begin(2);
    takeBack(null);
    expect([hash(), reopened.map(({ _task_hash }) => _task_hash)]).toEqual([2, [2]]);
    expect(clock.takeBack).toHaveBeenCalledOnce();
  });

  it("opens a chosen answer by its key", () => {
    begin(3);
    takeBack(store.getState().unsent[0]!.item.key);
    expect(hash()).toBe(1);
  });

  it("takes the line about the rejected task away", () => {
    begin(1);
    store.dispatch({ type: "noticed", notice: { id: "rejected", kind: "info", title: "rejected" } });
    takeBack(null);
    expect(store.getState().notices).toEqual([]);
  });

  it("says when there is nothing, and counts nothing", () => {
    begin(0);
    takeBack(null);
    expect(notices.map(({ title, isCalm }) => [title, isCalm])).toEqual([["nothing_to_undo", true]]);
    expect(clock.takeBack).not.toHaveBeenCalled();
  });

  it("does nothing for a key that is gone, or in a page that another tab has replaced", () => {
    begin(2);
    takeBack(99);
    store.dispatch({ type: "deactivated" });
    takeBack(null);
    expect([hash(), reopened, notices]).toEqual([3, [], []]);
  });

  it("waits for the newest answer while it is posted, however that ends", () => {
    begin(2);
    post(1, 2);
    takeBack(null);
    expect(hash()).toBe(3);
    store.dispatch({ type: "postSucceeded", counts: {} });
    expect(hash()).toBe(2);
    post(1);
  });

  it("has it back after a post that failed", () => {
    begin(2);
    const [first, second] = store.getState().unsent.map(({ seq }) => seq);
    post(first!, second!);
    takeBack(null);
    store.dispatch({ type: "postFailed", notice: null, isOffline: true });
    expect(hash()).toBe(2);
    expect(store.getState().current?.isTried).toBe(true);
  });

  it("opens one task for two presses while it is posted", () => {
    begin(2);
    post(...store.getState().unsent.map(({ seq }) => seq));
    takeBack(null);
    takeBack(null);
    store.dispatch({ type: "postSucceeded", counts: {} });
    expect(reopened.map(({ _task_hash }) => _task_hash)).toEqual([2]);
  });
});

describe("newestUnderWay", () => {
  it("is the last of the batch, unless something newer waits or nothing sent can be changed", () => {
    begin(3);
    const [first, second] = store.getState().unsent.map(({ seq }) => seq);
    expect(newestUnderWay(store.getState())).toBeNull();
    post(first!, second!);
    expect(newestUnderWay(store.getState())).toBeNull();
    const rest = { ...store.getState(), unsent: [] };
    expect(newestUnderWay(rest)?.seq).toBe(second);
    expect(newestUnderWay({ ...rest, config: { ...rest.config, edit_sent: false } })).toBeNull();
    expect(newestUnderWay({ ...rest, config: { ...rest.config, instant_submit: true } })).toBeNull();
  });
});

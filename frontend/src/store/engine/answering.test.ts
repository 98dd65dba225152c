import { afterEach, describe, expect, it, vi } from "vitest";
import { onFlush } from "../../model/pendingInputs";
import type { AppConfig } from "../../model/config";
import type { View } from "../../model/view";
import { ApiError } from "../../api/errors";
import { fakeServer, makeTask, type FakeServer } from "../../testing/fakeServer";
import { receivedAction, startedAction } from "../../testing/storeActions";
import { createStore } from "../createStore";
import type { Clock } from "../effects/clock";
import type { Answered, Notice } from "../types";
import { finishTask, makeAnswering } from "./answering";

const view: View = {
  id: "text",
  isManual: true,
  requires: () => null,
  finish: (task) => ({ ...task, finished: true }),
};
let forget = () => {};
afterEach(() => forget());

function begin(config: Partial<AppConfig> = {}, { shown = view, server = fakeServer(0) as FakeServer } = {}) {
  const store = createStore();
  const answered: Answered[] = [];
  const notices: Notice[] = [];
  const finish = vi.fn(() => 7);
  const clock = { elapsed: () => 1234.56, finish } as unknown as Clock;
  store.dispatch(startedAction({ view_id: "text", ...config }));
  store.dispatch(receivedAction([makeTask(1), makeTask(2)]));
  const answering = makeAnswering({
    context: { store, client: server, sessionName: null },
    getView: () => shown,
    getClock: () => clock,
    notify: (notice) => notices.push(notice),
    onAnswered: (one) => answered.push(one),
  });
  return {
    ...answering,
    store,
    answered,
    notices,
    finish,
    server,
    hash: () => store.getState().current?.task._task_hash,
  };
}

describe("finishTask", () => {
  const task = makeTask(1);

  it("lets the view put its last touch, and adds the time in whole milliseconds", () => {
    expect(finishTask(task, view, { elapsed: () => 1234.56 })).toEqual({ ...task, finished: true, _duration_ms: 1235 });
  });

  it("leaves a task alone that no view draws and no clock follows", () => {
    expect(finishTask(task, undefined, null)).toBe(task);
    expect(finishTask(task, { ...view, finish: undefined } as unknown as View, null)).toBe(task);
  });
});

describe("an answer", () => {
  it("is told with everything that was added to it, and the next task is shown", async () => {
    const { answer, answered, hash, finish } = begin();
    await answer("accept");
    expect(hash()).toBe(2);
    expect(answered.map(({ answer: kind, viewId, item }) => [kind, viewId, item.task["finished"]])).toEqual([
      ["accept", "text", true],
    ]);
    expect(finish).toHaveBeenCalledOnce();
  });

  it("contains what a field held back", async () => {
    const { answer, answered, store } = begin();
    const kinds: unknown[] = [];
    forget = onFlush((kind) => {
      kinds.push(kind);
      store.dispatch({ type: "updated", key: null, patch: { note: "typed" }, isUndoable: true });
    });
    await answer("reject");
    expect(answered[0]?.item.task["note"]).toBe("typed");
    expect(kinds).toEqual(["reject"]);
  });

  it("opens the next step instead, and only accepting does", async () => {
    const stepped: View = {
      ...view,
      move: (task, _config, by) => (task["_open_step"] === 1 && by > 0 ? null : { _open_step: 1 }),
    };
    const { answer, answered, store } = begin({}, { shown: stepped });
    await answer("accept");
    expect(answered).toEqual([]);
    expect(store.getState().current?.task["_open_step"]).toBe(1);
    expect(store.getState().current?.past).toEqual([]);
    await answer("accept");
    expect(answered).toHaveLength(1);
    await answer("reject");
    expect(answered).toHaveLength(2);
  });

  it("is asked for again when nothing was changed, and passes when it is forced", async () => {
    const { answer, answered, notices } = begin({ require_change: true });
    await answer("accept");
    expect([answered.length, notices[0]?.title]).toEqual([0, "nothing_changed"]);
    await answer("accept", true);
    expect(answered).toHaveLength(1);
  });
});

describe("an answer that the server checks", () => {
  const config = { has_validator: true };

  it("waits for it, and is not given twice meanwhile", async () => {
    const { answer, answered, store, server } = begin(config);
    const check = vi.spyOn(server, "validateAnswer");
    const first = answer("accept");
    expect(store.getState().isValidating).toBe(true);
    await Promise.all([first, answer("accept")]);
    expect(check).toHaveBeenCalledOnce();
    expect(check.mock.calls[0]?.[0]).toMatchObject({ answer: "accept", finished: true, _view_id: "text" });
    expect(answered).toHaveLength(1);
    expect(store.getState().isValidating).toBe(false);
  });

  it("stays when the server says no, with its words", async () => {
    const server = fakeServer(0);
    server.validate = () => ({ ok: false, message: "Too short" });
    const { answer, answered, notices, hash } = begin(config, { server });
    await answer("accept");
    expect([answered, hash(), notices[0]]).toMatchObject([[], 1, { title: "not_valid", text: "Too short" }]);
  });

  it("stays when the server can't be asked, and says why", async () => {
    const { answer, answered, notices, store, server } = begin(config);
    vi.spyOn(server, "validateAnswer").mockRejectedValueOnce(new ApiError("offline", "Failed to fetch"));
    await answer("accept");
    expect([answered.length, notices[0]?.message, store.getState().isValidating]).toEqual([0, "error_offline", false]);
  });

  it("is dropped when the card shows another task by then", async () => {
    const { answer, answered, store, server } = begin(config);
    vi.spyOn(server, "validateAnswer").mockImplementationOnce(async () => {
      store.dispatch({ type: "queueReset" });
      store.dispatch({ type: "updated", key: null, patch: { _task_hash: 500, text: "Other" }, isUndoable: true });
      store.dispatch({ type: "answered", task: makeTask(1), answer: "ignore", viewId: "text", timestamp: 1 });
      return { ok: true };
    });
    await answer("accept");
    expect(answered).toEqual([]);
  });

  it("is checked again, with what was edited while the server looked at it", async () => {
    const { answer, answered, store, server } = begin(config);
    let isFirst = true;
    const check = vi.spyOn(server, "validateAnswer").mockImplementation(async () => {
      if (isFirst) store.dispatch({ type: "updated", key: null, patch: { note: "late" }, isUndoable: true });
      isFirst = false;
      return { ok: true };
    });
    await answer("accept");
    expect(check).toHaveBeenCalledTimes(2);
    expect(check.mock.calls[1]?.[0]).toMatchObject({ note: "late" });
    expect(answered.map(({ item }) => item.task["note"])).toEqual(["late"]);
  });

  it("holds a text that a field still holds back by then", async () => {
    const { answer, answered, store, server } = begin(config);
    let held: string | null = null;
    forget = onFlush(() => {
      if (held) store.dispatch({ type: "updated", key: null, patch: { note: held }, isUndoable: true });
      held = null;
    });
    vi.spyOn(server, "validateAnswer").mockImplementation(async () => {
      if (!answered.length && !store.getState().current?.task["note"]) held = "typed late";
      return { ok: true };
    });
    await answer("accept");
    expect(answered[0]?.item.task["note"]).toBe("typed late");
  });
});

/** Fetching and posting alone, against a server in memory: how often, how late, and what is told. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../api/errors";
import { fakeServer, makeTask, type FakeServer } from "../../testing/fakeServer";
import { receivedAction, startedAction } from "../../testing/storeActions";
import { createStore, type Store } from "../createStore";
import type { EffectContext } from "./context";
import { fetchLoop, type FetchLoop } from "./fetchLoop";
import { outboxLoop, type OutboxLoop } from "./outboxLoop";

let server: FakeServer;
let store: Store;
let loop: FetchLoop | OutboxLoop;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.spyOn(console, "info").mockImplementation(() => {});
  store = createStore();
});
afterEach(() => {
  loop.stop?.();
  vi.useRealTimers();
});

/** With effects as the engine runs them: after changes. */
function begin<T extends FetchLoop | OutboxLoop>(taskCount: number, make: (context: EffectContext) => T): T {
  server = fakeServer(taskCount, 4);
  let ids = 0;
  const made = make({ store, client: server, sessionName: null, newId: () => `batch ${++ids}` });
  loop = made;
  store.subscribe(() => queueMicrotask(() => made.run()));
  store.dispatch(startedAction({ batch_size: 4 }));
  return made;
}
const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
const answer = () =>
  store.dispatch({
    type: "answered",
    task: store.getState().current!.task,
    answer: "accept",
    viewId: "text",
    timestamp: 1,
  });

describe("a request that is on its way while everything stops", () => {
  it.each([true, false])("is the last one, whether it fails (%s) or brings nothing new", async (isDown) => {
    const fetching = begin(0, fetchLoop);
    server.isDown = isDown;
    const ask = vi.spyOn(server, "getQuestions");
    fetching.retry();
    fetching.stop?.();
    const calls = ask.mock.calls.length;
    await pass(600_000);
    expect([calls, ask.mock.calls.length]).toEqual([1, 1]);
  });

  it("is the last one that posts, too", async () => {
    const posting = begin(4, (context) => outboxLoop(context, { onStored() {}, onFailed() {} }));
    store.dispatch(receivedAction([1, 2, 3, 4].map((hash) => makeTask(hash))));
    server.isDown = true;
    const post = vi.spyOn(server, "giveAnswers");
    for (let count = 0; count < 4; count++) answer();
    store.dispatch({ type: "saveRequested" });
    posting.run();
    expect(post).toHaveBeenCalledOnce();
    posting.stop?.();
    await pass(600_000);
    expect(post).toHaveBeenCalledOnce();
  });
});

describe("a server that can't do its work at the moment", () => {
  it("is told in a calm line, and gets the same batch again", async () => {
    const posting = begin(4, (context) => outboxLoop(context, { onStored() {}, onFailed() {} }));
    store.dispatch(receivedAction([1, 2, 3, 4].map((hash) => makeTask(hash))));
    const busy = new ApiError("server", "It is down.", 503, { hint: "Nothing is lost." });
    const post = vi.spyOn(server, "giveAnswers").mockRejectedValueOnce(busy);
    for (let count = 0; count < 4; count++) answer();
    store.dispatch({ type: "saveRequested" });
    posting.run();
    await pass();
    const [notice] = store.getState().notices;
    expect(notice).toMatchObject({ kind: "info", isCalm: true, text: "It is down. Nothing is lost." });
    await pass(2_000);
    expect(post.mock.calls.map(([answers, , batch]) => [answers.length, batch])).toEqual([
      [4, "batch 1"],
      [4, "batch 1"],
    ]);
    expect(store.getState().notices).toEqual([]);
  });
});

describe("fetching", () => {
  it("asks for more before the queue is empty, and names what the page holds", async () => {
    begin(20, fetchLoop);
    await pass();
    expect(server.requests).toEqual([[]]);
    answer();
    await pass();
    expect(server.requests[1]).toEqual([2, 3, 4, 1]);
    expect(store.getState().queue.length).toBeGreaterThan(2);
  });

  it("waits longer after every failure, and not at all when it is told to try again", async () => {
    const fetching = begin(4, fetchLoop);
    server.isDown = true;
    const ask = vi.spyOn(server, "getQuestions");
    await pass(120_000);
    const calls = ask.mock.calls.length;
    expect(calls).toBeGreaterThan(2);
    await pass(120_000);
    expect(ask.mock.calls.length - calls).toBeLessThanOrEqual(calls);
    server.isDown = false;
    fetching.retry();
    await pass();
    expect(store.getState().current?.task._task_hash).toBe(1);
  });

  it("says on a full card only that it fails when it goes on", async () => {
    begin(4, fetchLoop);
    await pass();
    vi.spyOn(server, "getQuestions").mockRejectedValue(new Error("broken"));
    answer();
    answer();
    await pass();
    expect(store.getState().notices).toEqual([]);
    await pass(120_000);
    expect(store.getState().notices.map(({ id, action }) => [id, action])).toEqual([["fetch", "retry_fetch"]]);
  });

  it("looks now and then whether there are new tasks, and asks who holds the others", async () => {
    begin(0, fetchLoop);
    server.held = 3;
    await pass();
    expect(store.getState()).toMatchObject({ isExhausted: true, heldByOthers: 3 });
    expect(server.requests).toHaveLength(1);
    await pass(20_000);
    expect(server.requests).toHaveLength(2);
    await pass(39_000);
    expect(server.requests).toHaveLength(2);
    await pass(1_000);
    expect(server.requests).toHaveLength(3);
  });

  it("doesn't know how many others hold when the server doesn't say", async () => {
    begin(0, fetchLoop);
    vi.spyOn(server, "getStatus").mockRejectedValue(new Error("offline"));
    await pass();
    expect(store.getState().heldByOthers).toBeNull();
  });

  it("stops when another tab goes on", async () => {
    begin(0, fetchLoop);
    await pass();
    store.dispatch({ type: "deactivated" });
    await pass(600_000);
    expect(server.requests).toHaveLength(1);
  });

  it("doesn't ask in a tight loop when it only gets what it has", async () => {
    begin(20, fetchLoop);
    const ask = vi.spyOn(server, "getQuestions").mockImplementation(async () => ({
      tasks: [{ _input_hash: 1, _task_hash: 1, text: "again" }],
      total: 0,
      progress: null,
    }));
    await pass(5_000);
    expect(ask.mock.calls.length).toBeLessThan(10);
  });
});

describe("posting", () => {
  const onStored = vi.fn();
  const onFailed = vi.fn();

  async function beginPosting(count: number) {
    onStored.mockClear();
    onFailed.mockClear();
    const posting = begin(count, (context) => outboxLoop(context, { onStored, onFailed }));
    const { tasks } = await server.getQuestions({ isNamed: false, sessionId: null }, []);
    store.dispatch(receivedAction(tasks));
    return posting;
  }

  it("posts what is saved, once, and tells how much was stored", async () => {
    await beginPosting(4);
    answer();
    answer();
    store.dispatch({ type: "saveRequested" });
    await pass();
    expect(server.posts.map(({ answers, batchId }) => [answers.length, batchId])).toEqual([[2, "batch 1"]]);
    expect(onStored.mock.calls).toEqual([[2]]);
    await pass(60_000);
    expect(server.posts).toHaveLength(1);
  });

  it("repeats a failed post under its id until it is through, and stores each answer once", async () => {
    const posting = await beginPosting(4);
    server.losesResponses = true;
    answer();
    store.dispatch({ type: "saveRequested" });
    await pass();
    answer();
    store.dispatch({ type: "saveRequested" });
    expect(onFailed).toHaveBeenCalledTimes(1);
    expect(store.getState().isOffline).toBe(true);
    server.losesResponses = false;
    posting.retry();
    await pass(1_000);
    expect(server.posts.map(({ answers, batchId }) => [answers.length, batchId])).toEqual([
      [1, "batch 1"],
      [1, "batch 1"],
      [1, "batch 2"],
    ]);
    expect(server.stored.size).toBe(2);
    expect(store.getState().isOffline).toBe(false);
  });

  it("shows what the server has to say", async () => {
    await beginPosting(4);
    vi.spyOn(server, "giveAnswers").mockResolvedValue({ notice: "Well done" });
    answer();
    store.dispatch({ type: "saveRequested" });
    await pass();
    expect(store.getState().notices.map(({ id, text }) => [id, text])).toEqual([["server", "Well done"]]);
  });
});

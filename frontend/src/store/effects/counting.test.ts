import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../api/errors";
import { fakeServer, makeTask, type FakeServer } from "../../testing/fakeServer";
import { answeredAction, receivedAction, startedAction } from "../../testing/storeActions";
import { createStore, type Store } from "../createStore";
import { counting, type Counting } from "./counting";

let store: Store;
let server: FakeServer;
let effect: Counting;
const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

/** A page that an earlier one has left two answers, of which the server has the first. */
function begin() {
  store = createStore();
  server = fakeServer(5);
  effect = counting({ store, client: server, sessionName: null, newId: () => "id" });
  store.dispatch(startedAction());
  store.dispatch(receivedAction([1, 2, 3].map((index) => makeTask(index))));
  store.dispatch(answeredAction(store.getState()));
  store.dispatch(answeredAction(store.getState()));
  const { current, queue, unsent, nextKey, nextSeq } = store.getState();
  const data = { current, queue: [...queue], unsent: [...unsent], sentRecent: [], nextKey, nextSeq, isEdited: false };
  store.dispatch({ type: "restored", data });
  server.stored.set(1, { ...makeTask(1), answer: "accept" });
}

beforeEach(() => {
  vi.useFakeTimers();
  begin();
});
afterEach(() => {
  effect.stop?.();
  vi.useRealTimers();
});

describe("counting", () => {
  it("asks which answers of an earlier page are stored, until it knows", async () => {
    const ask = vi.spyOn(server, "getFigures");
    expect(store.getState().doubt).toBe("page");
    effect.run();
    effect.run();
    await pass();
    expect(ask).toHaveBeenCalledOnce();
    expect(ask.mock.calls[0]?.[1].map(({ _task_hash }) => _task_hash)).toEqual([1, 2]);
    const { doubt, unsent } = store.getState();
    expect([doubt, unsent.map(({ item }) => item.stored)]).toEqual([null, ["accept", undefined]]);
    effect.run();
    await pass();
    expect(ask).toHaveBeenCalledOnce();
  });

  it("asks again later when nobody answers", async () => {
    const ask = vi.spyOn(server, "getFigures").mockRejectedValue(new ApiError("offline", "no"));
    effect.run();
    await pass();
    effect.run();
    await pass(1_999);
    expect(ask).toHaveBeenCalledOnce();
    await pass(1);
    expect(ask).toHaveBeenCalledTimes(2);
    await pass(4_000);
    expect(ask).toHaveBeenCalledTimes(3);
    ask.mockRestore();
    await pass(10_000);
    expect(store.getState().doubt).toBeNull();
  });

  it("waits for a post, which tells the same", async () => {
    const ask = vi.spyOn(server, "getFigures");
    store.dispatch({ type: "postStarted", batchId: "b", seqs: store.getState().unsent.map(({ seq }) => seq) });
    effect.run();
    await pass();
    expect(ask).not.toHaveBeenCalled();
  });

  it("refreshes what is shown when it is asked to", async () => {
    effect.run();
    await pass();
    server.stored.set(4, { ...makeTask(4), answer: "reject" });
    effect.refresh();
    await pass();
    expect(store.getState().counts.total).toBe(2);
  });

  it("is over when it is stopped", async () => {
    const ask = vi.spyOn(server, "getFigures").mockRejectedValue(new Error("no"));
    effect.run();
    await pass();
    effect.stop?.();
    await pass(60_000);
    expect(ask).toHaveBeenCalledOnce();
  });
});

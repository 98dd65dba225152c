import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { answerMany, hashes, range, settle, start, withEngines } from "../../testing/engineHarness";
import { fakeServer } from "../../testing/fakeServer";
import { wouldLoseAnswers } from "../selectors";
import { browserStorage, type Storage } from "./storage";

withEngines();

describe("reload", () => {
  it("restores answers, the half-edited task and the queue", async () => {
    const server = fakeServer(40);
    const storage = browserStorage("reload");
    const before = await start(server, {}, storage);
    await answerMany(before, 7);
    before.update({ note: "half done" });
    await settle();
    before.stop();

    const after = await start(server, {}, storage);
    const state = after.store.getState();
    expect(state.unsent.map(({ item }) => item.task._task_hash)).toEqual(range(1, 7));
    expect(state.current?.task).toMatchObject({ _task_hash: 8, note: "half done" });
    expect(state.current?.original).not.toHaveProperty("note");
    expect(state.queue[0]?.task._task_hash).toBe(9);
    after.undo();
    expect(after.store.getState().current?.task._task_hash).toBe(7);
  });

  it("repeats a post that was cut off under its old id", async () => {
    const server = fakeServer(40);
    const storage = browserStorage("cut-off");
    const before = await start(server, {}, storage);
    await answerMany(before, 2);
    vi.spyOn(server, "giveAnswers").mockImplementationOnce((answers, sessionId, batchId) => {
      server.posts.push({ answers, batchId, sessionId });
      return new Promise(() => {});
    });
    before.save();
    await settle();
    before.stop();

    await start(server, {}, storage);
    expect(server.posts).toHaveLength(2);
    expect(server.posts[1]?.batchId).toBe(server.posts[0]?.batchId);
  });

  it("drops the old queue but no answers and no edits when the server was restarted", async () => {
    const server = fakeServer(40);
    const storage = browserStorage("restart");
    const before = await start(server, { instance: "one" }, storage);
    await answerMany(before, 2);
    before.update({ note: "half done" });
    await settle();
    before.stop();

    server.requests.length = 0;
    const after = await start(server, { instance: "two" }, storage);
    const state = after.store.getState();
    expect(state.unsent).toHaveLength(2);
    expect(state.current?.task).toMatchObject({ _task_hash: 3, note: "half done" });
    expect(server.requests[0]).toEqual([3, 1, 2]);
  });

  it("writes answers at once, and edits when they pause", async () => {
    const storage = browserStorage("pause");
    const change = vi.spyOn(storage, "change");
    const engine = await start(fakeServer(40), {}, storage);
    change.mockClear();
    for (const note of ["a", "b", "c"]) {
      engine.update({ note });
      await settle();
    }
    expect(change).not.toHaveBeenCalled();
    await settle(500);
    expect(change).toHaveBeenCalledTimes(1);
    expect(change.mock.calls[0]?.[0][0]?.[1]).toMatchObject({ task: { note: "c" } });
    await engine.answer("accept");
    await settle();
    expect(change.mock.calls.length).toBeGreaterThan(1);
  });

  it("writes a fresh edit when the page goes away", async () => {
    const storage = browserStorage("leaving");
    const change = vi.spyOn(storage, "change");
    const engine = await start(fakeServer(40), {}, storage);
    change.mockClear();
    engine.update({ note: "just now" });
    await settle();
    window.dispatchEvent(new Event("pagehide"));
    expect(change).toHaveBeenCalledTimes(1);
  });

  it("writes a fresh edit when another tab takes over, and nothing after that", async () => {
    const storage = browserStorage("taken");
    const change = vi.spyOn(storage, "change");
    const engine = await start(fakeServer(40), {}, storage);
    change.mockClear();
    engine.update({ note: "just now" });
    await settle();
    await engine.deactivate();
    expect(change).toHaveBeenCalledTimes(1);
    expect(change.mock.calls[0]?.[0][0]?.[1]).toMatchObject({ task: { note: "just now" } });
    engine.update({ note: "too late" });
    await settle(500);
    expect(change).toHaveBeenCalledTimes(1);
  });

  it("stores nothing over what another tab has stored, and sends what it could not store", async () => {
    const server = fakeServer(40);
    const storage = browserStorage("fenced");
    const config = { dataset: "fenced" };
    const first = await start(server, config, storage, null, "first is out");
    const taken = vi.fn();
    first.events.taken = taken;
    await answerMany(first, 2);
    await storage.change([["first is out", true]], []);
    const second = await start(server, config, storage, null, "second is out");
    expect(second.store.getState().unsent).toHaveLength(2);
    await answerMany(second, 2);

    server.isDown = true;
    await answerMany(first, 1, "reject");
    expect(taken).toHaveBeenCalledOnce();
    expect(wouldLoseAnswers(first.store.getState())).toBe(true);
    const third = await start(server, config, storage);
    expect(third.store.getState().unsent.map(({ answer }) => answer)).toEqual(Array(4).fill("accept"));
    third.stop();

    server.isDown = false;
    await settle(60_000);
    expect(server.posts.filter(({ answers }) => answers[0]?.answer === "reject").map(hashes)).toContainEqual([3]);
    expect(wouldLoseAnswers(first.store.getState())).toBe(false);
    expect([...server.stored.keys()].sort()).toEqual([1, 2, 3, 4]);
  });

  it("sends everything when another tab takes over from a browser that stores nothing", async () => {
    const server = fakeServer(40);
    const engine = await start(server);
    await answerMany(engine, 3);
    await engine.deactivate();
    await settle();
    expect(server.posts.map(hashes)).toEqual([[1, 2, 3]]);
  });

  it("works on without storage and says so in the state", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const broken: Storage = {
      get: () => Promise.reject(new Error("blocked")),
      change: () => Promise.reject(new Error("blocked")),
    };
    const engine = await start(fakeServer(10), {}, broken);
    await answerMany(engine, 1);
    expect(engine.store.getState()).toMatchObject({ isStorageBroken: true });
    expect(engine.store.getState().unsent).toHaveLength(1);
  });

  it("hands the outbox over when the page goes away, and repeats it under that id if it stays", async () => {
    const server = fakeServer(10);
    const engine = await start(server);
    await answerMany(engine, 2);
    window.dispatchEvent(new Event("pagehide"));
    await settle();
    expect(server.posts.map(hashes)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(server.posts[1]?.batchId).toBe(server.posts[0]?.batchId);
  });
});

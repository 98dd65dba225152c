import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { answerMany, hashes, range, settle, start, withEngines } from "../testing/engineHarness";
import { fakeServer } from "../testing/fakeServer";
import { browserStorage } from "./effects/storage";
import { countUnconfirmed } from "./selectors";
import { selectFigures, selectHistory } from "./shown";

withEngines();

describe("sending answers", () => {
  it("posts the first ten answers in order after the twentieth", async () => {
    const server = fakeServer(40);
    const engine = await start(server);
    await answerMany(engine, 19);
    expect(server.posts).toHaveLength(0);
    await answerMany(engine, 1);
    expect(server.posts).toHaveLength(1);
    expect(hashes(server.posts[0])).toEqual(range(1, 10));
    await answerMany(engine, 5);
    expect(server.posts).toHaveLength(1);
  });

  it("posts the rest on save, and keeps the latest decisions with a tick", async () => {
    const server = fakeServer(40);
    const engine = await start(server);
    await answerMany(engine, 25);
    engine.save();
    await settle();
    expect(hashes(server.posts[1])).toEqual(range(11, 25));
    const history = selectHistory(engine.store.getState());
    expect(history.map(({ answered }) => answered.item.task._task_hash)).toEqual(range(16, 25).reverse());
    expect(history.every(({ isSent }) => isSent)).toBe(true);
    expect(countUnconfirmed(engine.store.getState())).toBe(0);
  });

  it("keeps back only as many answers as the history shows", async () => {
    const server = fakeServer(40);
    const engine = await start(server, { history_length: 3 });
    await answerMany(engine, 13);
    expect(hashes(server.posts[0])).toEqual(range(1, 10));
  });

  it("posts every answer at once with instant_submit and keeps no history", async () => {
    const server = fakeServer(10);
    const engine = await start(server, { instant_submit: true });
    await answerMany(engine, 3);
    expect(server.posts.map(hashes)).toEqual([[1], [2], [3]]);
    expect(selectHistory(engine.store.getState())).toEqual([]);
    engine.undo();
    expect(engine.store.getState().current?.task._task_hash).toBe(4);
  });

  it("adds answer, view and time in whole seconds, and keeps unknown keys", async () => {
    vi.setSystemTime(1_700_000_000_900);
    const server = fakeServer(3);
    const engine = await start(server);
    engine.update({ foo: { bar: 1 } });
    await answerMany(engine, 1, "reject");
    engine.save();
    await settle();
    expect(server.posts[0]?.answers[0]).toEqual({
      _input_hash: 1001,
      _task_hash: 1,
      text: "Text 1",
      foo: { bar: 1 },
      answer: "reject",
      _view_id: "text",
      _timestamp: 1_700_000_000,
    });
  });

  it("names the session only if it has a name", async () => {
    const server = fakeServer(9);
    const config = { instant_submit: true, session_id: "test-alex" };
    await answerMany(await start(server, config, null, "alex"), 1);
    await answerMany(await start(server, config), 1);
    expect(server.posts.map(({ sessionId }) => sessionId)).toEqual(["test-alex", null]);
  });

  it("sends everything a second after the last task", async () => {
    const server = fakeServer(3);
    const engine = await start(server);
    await answerMany(engine, 3);
    expect(server.posts).toHaveLength(0);
    await settle(1000);
    expect(hashes(server.posts[0])).toEqual([1, 2, 3]);
  });

  it("sends waiting answers when nobody has worked for a while", async () => {
    const server = fakeServer(40);
    const engine = await start(server);
    await answerMany(engine, 2);
    await settle(29_000);
    expect(server.posts).toHaveLength(0);
    await settle(1000);
    expect(hashes(server.posts[0])).toEqual([1, 2]);
    expect(selectHistory(engine.store.getState())).toHaveLength(2);
  });
});

describe("undo and history", () => {
  it("stores changed answers once each, in their final form", async () => {
    const server = fakeServer(40);
    const engine = await start(server);
    await answerMany(engine, 5);
    for (let step = 0; step < 3; step++) engine.undo();
    expect(engine.store.getState().current?.task._task_hash).toBe(3);
    await answerMany(engine, 3, "reject");
    engine.save();
    await settle();
    const sent = server.posts.flatMap(({ answers }) => answers);
    expect(sent.map(({ _task_hash, answer }) => [_task_hash, answer])).toEqual([
      [1, "accept"],
      [2, "accept"],
      [3, "reject"],
      [4, "reject"],
      [5, "reject"],
    ]);
  });

  it("puts the displaced task back at the head of the queue with its edits", async () => {
    const engine = await start(fakeServer(10));
    await answerMany(engine, 1);
    engine.update({ note: "half done" });
    engine.undo();
    await answerMany(engine, 1);
    expect(engine.store.getState().current?.task).toMatchObject({ _task_hash: 2, note: "half done" });
  });

  it("reopens the chosen entry of the history", async () => {
    const engine = await start(fakeServer(10));
    await answerMany(engine, 4);
    const second = selectHistory(engine.store.getState()).find(({ answered }) => answered.item.task._task_hash === 2);
    engine.reopen(second!.key);
    const state = engine.store.getState();
    expect(state.current?.task._task_hash).toBe(2);
    expect(state.unsent.map(({ item }) => item.task._task_hash)).toEqual([1, 3, 4]);
    expect(selectFigures(state)?.stats.accept).toBe(3);
  });

  it("tells that there is nothing to undo", async () => {
    const engine = await start(fakeServer(10));
    engine.undo();
    expect(engine.store.getState().notices.map(({ title }) => title)).toEqual(["nothing_to_undo"]);
  });

  it("posts a changed answer again after it was sent", async () => {
    const server = fakeServer(40);
    const engine = await start(server, { batch_size: 1, history_length: 5 });
    await answerMany(engine, 4);
    expect(server.posts).toHaveLength(3);
    const first = selectHistory(engine.store.getState()).at(-1)!;
    engine.reopen(first.key);
    await answerMany(engine, 1, "reject");
    engine.save();
    await settle();
    expect(server.stored.get(1)?.answer).toBe("reject");
    expect(server.stored.size).toBe(4);
  });

  it("keeps no sent answers with edit_sent off", async () => {
    const engine = await start(fakeServer(40), { batch_size: 2, history_length: 10, edit_sent: false });
    await answerMany(engine, 6);
    expect(selectHistory(engine.store.getState())).toHaveLength(2);
    engine.save();
    await settle();
    expect(selectHistory(engine.store.getState())).toEqual([]);
  });

  it("takes back the newest answer although it is just being sent, and none before it", async () => {
    const server = fakeServer(40);
    const engine = await start(server);
    await answerMany(engine, 2);
    engine.save();
    await settle();
    await answerMany(engine, 1);
    const post = server.giveAnswers.bind(server);
    let arrive = () => {};
    vi.spyOn(server, "giveAnswers").mockImplementationOnce(async (...args) => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return post(...args);
    });
    engine.save();
    await settle();
    engine.undo();
    expect(engine.store.getState().current?.task._task_hash).toBe(4);
    arrive();
    await settle();
    expect(engine.store.getState().current?.task._task_hash).toBe(3);
  });

  it.each(["on the same page", "after a reload"])("changes an answer after it was saved %s", async (when) => {
    const server = fakeServer(40);
    const storage = browserStorage(`after save ${when}`);
    let engine = await start(server, {}, storage);
    await answerMany(engine, 3);
    engine.save();
    await settle();
    if (when === "after a reload") {
      engine.stop();
      engine = await start(server, {}, storage);
    }
    expect(selectHistory(engine.store.getState()).map(({ isSent }) => isSent)).toEqual([true, true, true]);
    engine.undo();
    expect(engine.store.getState().current?.task._task_hash).toBe(3);
    await answerMany(engine, 1, "reject");
    engine.save();
    await settle();
    expect([...server.stored.values()].map(({ answer }) => answer)).toEqual(["accept", "accept", "reject"]);
  });
});

describe("buttons and validation", () => {
  it("ignores an answer whose button is not there, and still undoes", async () => {
    const engine = await start(fakeServer(10), { buttons: ["accept", "ignore"] });
    await engine.answer("reject");
    expect(engine.store.getState().unsent).toHaveLength(0);
    await answerMany(engine, 1);
    engine.undo();
    expect(engine.store.getState().current?.task._task_hash).toBe(1);
  });

  it("stays on the task and says why when the answer is not valid", async () => {
    const server = fakeServer(10);
    server.validate = () => ({ ok: false, message: "Needs a span." });
    const engine = await start(server, { has_validator: true });
    await engine.answer("accept");
    const state = engine.store.getState();
    expect(state.current?.task).toEqual({ _input_hash: 1001, _task_hash: 1, text: "Text 1" });
    expect(state.notices[0]).toMatchObject({ title: "not_valid", text: "Needs a span." });
    server.validate = () => ({ ok: true });
    await engine.answer("accept");
    expect(engine.store.getState().unsent).toHaveLength(1);
    expect(engine.store.getState().notices).toEqual([]);
  });

  it("lets a task that can't be drawn only be ignored", async () => {
    const engine = await start(fakeServer(10), { buttons: ["accept", "reject"] });
    engine.update({ text: undefined });
    expect(engine.problem()).toEqual({ viewId: "text", key: "text" });
    await engine.answer("accept");
    expect(engine.store.getState().unsent).toHaveLength(0);
    await engine.answer("ignore");
    expect(engine.store.getState().unsent[0]?.answer).toBe("ignore");
  });
});

describe("failures", () => {
  it("keeps answers while the server is down and stores each once when it returns", async () => {
    const server = fakeServer(60);
    const engine = await start(server, { batch_size: 5, history_length: 2 });
    server.isDown = true;
    await answerMany(engine, 7);
    expect(engine.store.getState()).toMatchObject({ isOffline: true, notices: [] });
    expect(countUnconfirmed(engine.store.getState())).toBe(7);
    server.isDown = false;
    await settle(2000);
    expect(server.posts.length).toBeGreaterThanOrEqual(2);
    expect(hashes(server.posts.at(-1))).toEqual(range(1, 5));
    expect(server.posts.at(-1)?.batchId).toBe(server.posts[0]?.batchId);
    expect(engine.store.getState().notices).toEqual([]);
  });

  it("repeats a batch under the same id when only the response was lost", async () => {
    const server = fakeServer(20);
    const engine = await start(server);
    server.losesResponses = true;
    await answerMany(engine, 3);
    engine.save();
    await settle();
    server.losesResponses = false;
    await answerMany(engine, 1);
    await settle(2000);
    expect(server.posts.slice(0, 2).map(({ batchId }) => batchId)).toEqual([
      server.posts[0]?.batchId,
      server.posts[0]?.batchId,
    ]);
    expect(hashes(server.posts[1])).toEqual([1, 2, 3]);
  });

  it("gives a batch a new id once an answer was taken out of it", async () => {
    const server = fakeServer(20);
    const engine = await start(server);
    server.losesResponses = true;
    await answerMany(engine, 3);
    engine.save();
    await settle();
    engine.undo();
    await answerMany(engine, 1, "reject");
    server.losesResponses = false;
    engine.save();
    await settle();
    expect(server.posts[1]?.batchId).not.toBe(server.posts[0]?.batchId);
    expect([...server.stored.values()].map(({ answer }) => answer)).toEqual(["accept", "accept", "reject"]);
  });

  it("waits longer after every failure", async () => {
    const server = fakeServer(20);
    const engine = await start(server);
    server.isDown = true;
    await answerMany(engine, 1);
    engine.save();
    await settle();
    expect(server.posts).toHaveLength(1);
    await settle(2000);
    expect(server.posts).toHaveLength(2);
    await settle(3000);
    expect(server.posts).toHaveLength(2);
    await settle(1000);
    expect(server.posts).toHaveLength(3);
  });
});

describe("fetching", () => {
  it("asks for more when two tasks are left behind the card, naming what it holds", async () => {
    const server = fakeServer(40);
    const engine = await start(server);
    await answerMany(engine, 6);
    expect(server.requests).toHaveLength(1);
    await answerMany(engine, 1);
    expect(server.requests).toHaveLength(2);
    expect([...server.requests[1]!].sort((a, b) => a - b)).toEqual(range(1, 10));
  });

  it("prefetches one task with a batch size of one", async () => {
    const server = fakeServer(40, 1);
    const engine = await start(server, { batch_size: 1 });
    expect(engine.store.getState().queue.length).toBeGreaterThanOrEqual(1);
  });

  it("drops a task that it holds already", async () => {
    const server = fakeServer(12);
    vi.spyOn(console, "info").mockImplementation(() => {});
    const original = server.getQuestions.bind(server);
    vi.spyOn(server, "getQuestions").mockImplementation((session) => original(session, []));
    const engine = await start(server);
    await answerMany(engine, 8);
    const { current, queue, unsent } = engine.store.getState();
    const held = [current!, ...queue, ...unsent.map(({ item }) => item)];
    const all = held.map(({ task }) => task._task_hash);
    expect(new Set(all).size).toBe(all.length);
  });

  it("goes on by itself when tasks appear after the end", async () => {
    const server = fakeServer(1);
    const engine = await start(server);
    await answerMany(engine, 1);
    expect(engine.store.getState().isExhausted).toBe(true);
    await settle(1000);
    vi.spyOn(server, "getQuestions").mockResolvedValueOnce({
      tasks: [{ _input_hash: 1, _task_hash: 99, text: "New" }],
    });
    await settle(20_000);
    expect(engine.store.getState().current?.task._task_hash).toBe(99);
  });

  it("asks again while the server prepares tasks", async () => {
    const server = fakeServer(3);
    vi.spyOn(server, "getQuestions").mockResolvedValueOnce({ tasks: [], preparing: true });
    const engine = await start(server);
    expect(engine.store.getState()).toMatchObject({ current: null, isPreparing: true, isExhausted: false });
    await settle(250);
    expect(engine.store.getState().current?.task._task_hash).toBe(1);
  });

  it("throws the queue away and ignores a request that was under way", async () => {
    const server = fakeServer(40);
    const engine = await start(server);
    engine.resetQueue();
    engine.update({ _task_hash: 500, text: "From a hook" });
    await settle();
    const { current, queue } = engine.store.getState();
    expect(current?.task.text).toBe("From a hook");
    expect(queue[0]?.task._task_hash).toBe(1);
  });
});

describe("edits", () => {
  it("takes edits back and forth, also removed keys", async () => {
    const engine = await start(fakeServer(3));
    engine.update({ note: "a" });
    engine.update({ note: "b" });
    engine.undoEdit();
    expect(engine.store.getState().current?.task["note"]).toBe("a");
    engine.undoEdit();
    expect(engine.store.getState().current?.task).not.toHaveProperty("note");
    engine.redoEdit();
    engine.redoEdit();
    expect(engine.store.getState().current?.task["note"]).toBe("b");
  });

  it("changes nothing for an equal value", async () => {
    const engine = await start(fakeServer(3));
    engine.update({ spans: [{ start: 0, end: 4 }] });
    const before = engine.store.getState();
    engine.update({ spans: [{ end: 4, start: 0 }] });
    expect(engine.store.getState()).toBe(before);
  });

  it("flags and unflags without leaving a key behind", async () => {
    const engine = await start(fakeServer(3));
    engine.flag();
    expect(engine.store.getState().current?.task.flagged).toBe(true);
    engine.flag();
    expect(engine.store.getState().current?.task).not.toHaveProperty("flagged");
  });
});

import { describe, expect, it, vi } from "vitest";
import { answerMany, settle, start, withEngines } from "../../testing/engineHarness";
import { fakeServer, makeTask } from "../../testing/fakeServer";

withEngines();

const CONFIG = { drafts: true };
const PAUSE = 2_000;

describe("drafts", () => {
  it("are kept on the server after a pause, in their latest form", async () => {
    const server = fakeServer(5);
    const put = vi.spyOn(server, "putDraft");
    const engine = await start(server, CONFIG);
    engine.update({ note: "a" });
    await settle(PAUSE / 2);
    engine.update({ note: "ab" });
    await settle(PAUSE / 2);
    expect(server.drafts.size).toBe(0);
    await settle(PAUSE);
    expect([...server.drafts.values()]).toEqual([makeTask(1, { note: "ab" })]);
    expect(put).toHaveBeenCalledTimes(1);
  });

  it("are forgotten when everything was undone", async () => {
    const server = fakeServer(5);
    const engine = await start(server, CONFIG);
    engine.update({ note: "a" });
    await settle(PAUSE);
    engine.undoEdit();
    await settle(PAUSE);
    expect(server.drafts.size).toBe(0);
  });

  it("are taken over into tasks that nobody has touched here, when these come", async () => {
    const server = fakeServer(30);
    server.drafts.set(2, makeTask(2, { note: "from the other browser" }));
    server.drafts.set(15, makeTask(15, { note: "later" }));
    const engine = await start(server, CONFIG);
    await answerMany(engine, 1);
    expect(engine.store.getState().current?.task).toEqual(makeTask(2, { note: "from the other browser" }));
    expect(engine.store.getState().notices.map(({ title }) => title)).toContain("draft_restored");
    await answerMany(engine, 13);
    expect(engine.store.getState().current?.task["note"]).toBe("later");
  });

  it("belong to one of two tasks with the same hash", async () => {
    const server = fakeServer(5);
    const other = { ...makeTask(1), _task_digest: 77, text: "Other" };
    server.getQuestions = async () => ({ tasks: [makeTask(1), other], total: 0, progress: null });
    server.drafts.set(77, { ...other, note: "of the other" });
    const engine = await start(server, CONFIG);
    expect(engine.store.getState().current?.task["note"]).toBeUndefined();
    await answerMany(engine, 1);
    expect(engine.store.getState().current?.task).toEqual({ ...other, note: "of the other" });
    engine.update({ note: "changed" });
    await settle(PAUSE);
    expect([...server.drafts]).toEqual([[77, { ...other, note: "changed" }]]);
  });

  it("don't overwrite what was done here", async () => {
    const server = fakeServer(5);
    server.drafts.set(1, makeTask(1, { note: "old" }));
    let deliver: () => void = () => {};
    const wait = new Promise<void>((resolve) => (deliver = resolve));
    const { getDrafts } = server;
    server.getDrafts = async (session) => {
      await wait;
      return getDrafts(session);
    };
    const engine = await start(server, CONFIG);
    engine.update({ note: "new" });
    deliver();
    await settle(PAUSE);
    expect(engine.store.getState().current?.task["note"]).toBe("new");
    expect(server.drafts.get(1)?.["note"]).toBe("new");
  });

  it("are sent again when the server was away", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const server = fakeServer(5);
    const engine = await start(server, CONFIG);
    server.isDown = true;
    engine.update({ note: "a" });
    await settle(PAUSE);
    server.isDown = false;
    await settle(10 * PAUSE);
    expect(server.drafts.get(1)?.["note"]).toBe("a");
  });

  it("stay in the browser without the setting", async () => {
    const server = fakeServer(5);
    const engine = await start(server);
    engine.update({ note: "a" });
    await settle(10 * PAUSE);
    expect(server.drafts.size).toBe(0);
  });
});

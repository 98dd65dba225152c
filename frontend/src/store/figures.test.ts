/** The figures of the page against a plain model: what the server has stored, and what waits here, each once. */
import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import type { Answer } from "../model/parts";
import { random } from "../text/testTokens";
import { answerMany, settle, start, withEngines } from "../testing/engineHarness";
import { fakeServer, type FakeServer } from "../testing/fakeServer";
import { browserStorage } from "./effects/storage";
import type { Engine } from "./engine";
import { INITIAL_STATE } from "./reducer";
import { figuresOf, selectFigures, selectHistory } from "./shown";

withEngines();

const TASKS = 60;
const ANSWERS: readonly Answer[] = ["accept", "reject", "ignore"];

/** What is right: of every task the last answer, wherever it is. */
function truth(server: FakeServer, engine: Engine) {
  const { unsent, inflight } = engine.store.getState();
  const answers = new Map([...server.stored].map(([hash, task]) => [hash, task["answer"] as Answer]));
  for (const { item, answer } of [...(inflight?.answers ?? []), ...unsent]) answers.set(item.task._task_hash, answer);
  const count = (kind: Answer) => [...answers.values()].filter((answer) => answer === kind).length;
  return {
    session: answers.size,
    project: answers.size,
    left: TASKS - answers.size,
    progress: answers.size / TASKS,
    stats: Object.fromEntries(ANSWERS.map((kind) => [kind, count(kind)])),
  };
}

function shown(engine: Engine) {
  const figures = selectFigures(engine.store.getState());
  if (!figures) return null;
  const { session, project, left, progress, stats } = figures;
  return { session, project, left, progress: progress && Math.round(progress * 1e9) / 1e9, stats };
}

function expectTrue(server: FakeServer, engine: Engine): void {
  const right = truth(server, engine);
  expect(shown(engine)).toEqual({ ...right, progress: Math.round(right.progress * 1e9) / 1e9 });
}

async function open(server: FakeServer, storage: ReturnType<typeof browserStorage>) {
  const config = { ...(await server.getProject(null)), batch_size: 4, history_length: 6 };
  return start(server, config, storage);
}

/** A page that goes away: what it hands over arrives, and whether the browser still notes that is up to the browser. */
async function leave(server: FakeServer, engine: Engine, isNoted: boolean): Promise<void> {
  server.keepsWhatPagesLeave = true;
  const { unsent } = engine.store.getState();
  if (isNoted) window.dispatchEvent(new Event("pagehide"));
  else if (!unsent.some(({ batchId }) => batchId)) {
    const answers = unsent.map(({ item, answer }) => ({ ...item.task, answer }));
    server.leaveAnswers(answers, null, `left ${Math.random()}`);
  }
  engine.stop();
  await settle();
}

describe("the figures", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    "are right at every moment, whatever happens (seed %i)",
    async (seed) => {
      const next = random(seed);
      const server = fakeServer(TASKS, 4);
      const storage = browserStorage(`figures ${seed}`);
      let engine = await open(server, storage);
      for (let step = 0; step < 25; step++) {
        const what = next(12);
        if (what < 5) await answerMany(engine, 1, next(2) ? "accept" : "reject");
        else if (what < 7) engine.undo();
        else if (what === 7) engine.save();
        else if (what === 8) server.isDown = !server.isDown;
        else if (what === 9) server.losesResponses = !server.losesResponses;
        else if (what === 10) {
          const entries = selectHistory(engine.store.getState()).filter(({ isBusy }) => !isBusy);
          const entry = entries[next(Math.max(1, entries.length))];
          if (entry) engine.reopen(entry.key);
        } else {
          server.isDown = server.losesResponses = false;
          await leave(server, engine, next(2) === 1);
          engine = await open(server, storage);
        }
        await settle();
        // What was stored although its confirmation is lost is in both, and counts once. Of what was lost and then
        // taken back, the page knows when the server is there again.
        if (engine.store.getState().doubt !== "undo") expectTrue(server, engine);
      }
      server.isDown = server.losesResponses = false;
      engine.retry();
      engine.save();
      await settle(10_000);
      expectTrue(server, engine);
      expect(shown(engine)?.session).toBe(server.stored.size);
    },
  );

  it("are not there as long as nobody knows what an earlier page has handed over", async () => {
    const server = fakeServer(TASKS);
    const storage = browserStorage("handed over");
    const before = await open(server, storage);
    await answerMany(before, 3);
    await leave(server, before, false);
    const ask = vi.spyOn(server, "getFigures").mockRejectedValueOnce(new Error("down"));
    const after = await open(server, storage);
    expect(ask).toHaveBeenCalledOnce();
    expect(shown(after)).toBeNull();
    await settle(2_000);
    expect(shown(after)).toMatchObject({ session: 3, project: 3 });
    expect(after.store.getState().unsent).toHaveLength(3);
  });

  it("of the session begin anew when the server does, and answers of before count for the project only", async () => {
    const server = fakeServer(TASKS);
    const storage = browserStorage("new run");
    const before = await start(server, { instance: "one", session: "alex" }, storage, "alex");
    await answerMany(before, 2);
    before.save();
    await settle();
    before.stop();
    const counts = { ...server.counts(), session_total: 0, session_answers: { accept: 0, reject: 0, ignore: 0 } };
    const config = { instance: "two", session: "alex", ...counts };
    const after = await start(server, config, storage, "alex");
    after.undo();
    await after.answer("reject");
    const figures = figuresOf({ ...after.store.getState(), counts });
    expect(figures).toMatchObject({ session: 0, mine: 2, project: 2, stats: { accept: 0, reject: 0, ignore: 0 } });
  });

  it("of a target go on with every answer", () => {
    const counts = { progress: 0.5, progress_kind: "target", left: 5, source_progress: 0, source_left: 20 } as const;
    const item = { key: 1, task: { _input_hash: 1, _task_hash: 1 }, past: [], future: [] };
    const answered = { item: { ...item, original: item.task }, answer: "accept", viewId: "text", timestamp: 0, seq: 1 };
    const state = { ...INITIAL_STATE, counts, unsent: [answered, answered] as never };
    expect(figuresOf(state)).toMatchObject({ progress: 0.7, source: 0.1, left: 3 });
  });
});

describe("without a connection", () => {
  it("says so once, keeps the answers, and goes on by itself", async () => {
    const server = fakeServer(20);
    const engine = await start(server);
    server.isDown = true;
    await answerMany(engine, 10);
    const state = engine.store.getState();
    expect(state).toMatchObject({ isOffline: true, current: null, isExhausted: false, notices: [] });
    server.isDown = false;
    await settle(10_000);
    expect(engine.store.getState()).toMatchObject({ isOffline: false, current: { task: { _task_hash: 11 } } });
  });

  it("has as many tasks waiting as the server suggests", async () => {
    const server = fakeServer(200);
    server.prefetch = 50;
    const engine = await start(server);
    expect(engine.store.getState().queue.length).toBeGreaterThan(40);
    expect(engine.store.getState().queue.length).toBeLessThanOrEqual(50);
    server.isDown = true;
    await answerMany(engine, 45);
    expect(engine.store.getState().current).not.toBeNull();
  });

  it("tells the other requests as soon as one gets through", async () => {
    const server = fakeServer(40);
    const engine = await start(server);
    server.isDown = true;
    await answerMany(engine, 3);
    engine.save();
    await settle();
    for (let turn = 0; turn < 5; turn++) await settle(10_000);
    server.isDown = false;
    await server.getQuestions({ isNamed: false, sessionId: null }, []);
    engine.store.dispatch({ type: "counted", counts: {}, moment: null });
    await settle();
    expect(server.stored.size).toBe(3);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AppConfig } from "../model/config";
import type { View } from "../model/view";
import { createEngine, type Engine } from "../store/engine";
import { fakeServer, type FakeServer } from "../testing/fakeServer";
import { resolveTheme } from "../theme";
import { makeCustomCode, type CustomCode } from "./api";

const view: View = {
  id: "text",
  isManual: false,
  requires: () => null,
};

let server: FakeServer;
let engine: Engine;
let custom: CustomCode;
let events: { name: string; hash: unknown; detail: Record<string, unknown> }[];
let listening: AbortController;

/** Stands in for React: after every change the current task is "in the DOM". */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

async function start(config: Partial<AppConfig> = {}): Promise<void> {
  server = fakeServer(5);
  engine = createEngine({ client: server, storage: null, sessionName: null, getView: () => view });
  custom = makeCustomCode({
    engine,
    client: server,
    getTheme: () => resolveTheme({}),
    params: { session: "alex" },
    draw: (change) => change(),
  });
  window.prodigy = custom.api;
  engine.store.subscribe(() => {
    const { current } = engine.store.getState();
    if (current) queueMicrotask(() => custom.shown(current));
  });
  await engine.start({ dataset: "d", view_id: "text", version: "1", session_id: "d-alex", ...config });
  await settle();
}

beforeEach(() => {
  events = [];
  listening = new AbortController();
  for (const name of ["prodigymount", "prodigyupdate", "prodigyanswer", "prodigyundo", "prodigyend"]) {
    const listener = (event: Event) => {
      const { detail } = event as CustomEvent<Record<string, unknown>>;
      events.push({ name, hash: window.prodigy.content?._task_hash, detail });
    };
    document.addEventListener(name, listener, { signal: listening.signal });
  }
});

afterEach(() => {
  listening.abort();
  engine.stop();
  document.querySelector("script")?.remove();
});

const names = () => events.map(({ name }) => name);

describe("events", () => {
  it("mount first, then tell of the task", async () => {
    await start();
    expect(names()).toEqual(["prodigymount", "prodigyupdate"]);
  });

  it("run the project's script once, before the mount event", async () => {
    // The DOM of the tests runs no scripts: that it is inserted has to do.
    const scripts = () => document.querySelectorAll("script").length;
    let atMount = -1;
    const onMount = () => (atMount = scripts());
    document.addEventListener("prodigymount", onMount, { once: true });
    await start({ javascript: "window.ran = true" });
    await engine.answer("accept");
    await settle();
    expect([atMount, scripts()]).toEqual([1, 1]);
  });

  it("tell of the answer with the answered task, then of the next one", async () => {
    await start();
    events.length = 0;
    await engine.answer("reject");
    await settle();
    expect(events.map(({ name, hash }) => [name, hash])).toEqual([
      ["prodigyanswer", 1],
      ["prodigyupdate", 2],
    ]);
    expect(events[0]?.detail).toMatchObject({ answer: "reject", task: { _task_hash: 1, answer: "reject" } });
  });

  it("tell of undo and of the task that came back", async () => {
    await start();
    await engine.answer("accept");
    await settle();
    events.length = 0;
    window.prodigy.undo();
    await settle();
    expect(names()).toEqual(["prodigyundo", "prodigyupdate"]);
  });

  it("tell of the end once", async () => {
    await start();
    for (let index = 0; index < 5; index++) {
      await engine.answer("accept");
      await settle();
    }
    expect(names().filter((name) => name === "prodigyend")).toHaveLength(1);
  });
});

describe("update", () => {
  it("merges, and fires one event", async () => {
    await start();
    events.length = 0;
    window.prodigy.update({ spans: [{ start: 0, end: 4, label: "X" }] });
    await settle();
    expect(window.prodigy.content?.spans).toHaveLength(1);
    expect(names()).toEqual(["prodigyupdate"]);
  });

  it("fires nothing for an equal value or null", async () => {
    await start();
    events.length = 0;
    window.prodigy.update({ text: "Text 1" });
    window.prodigy.update(null);
    await settle();
    expect(names()).toEqual([]);
  });

  it("stops an endless loop", async () => {
    await start();
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    let calls = 0;
    const onUpdate = () => window.prodigy.update({ calls: ++calls });
    window.prodigy.on("prodigyupdate", onUpdate);
    window.prodigy.update({ calls: -1 });
    await settle();
    window.prodigy.off("prodigyupdate", onUpdate);
    expect(calls).toBeLessThan(300);
    expect(error).toHaveBeenCalled();
  });

  it("shows a task after the queue was reset", async () => {
    await start();
    window.prodigy.resetQueue();
    window.prodigy.update({ _input_hash: 9, _task_hash: 900, text: "From a hook" });
    await settle();
    expect(engine.store.getState().current?.original.text).toBe("From a hook");
    expect(engine.store.getState().queue.length).toBeGreaterThan(0);
  });

  it("waits until the page is there", async () => {
    server = fakeServer(0);
    engine = createEngine({ client: server, storage: null, sessionName: null, getView: () => view });
    const change = vi.fn();
    custom = makeCustomCode({
      engine,
      client: server,
      getTheme: () => resolveTheme({}),
      params: {},
      draw: change,
    });
    custom.api.update({ text: "early" });
    expect(change).not.toHaveBeenCalled();
    custom.mounted();
    expect(change).toHaveBeenCalledOnce();
  });
});

describe("content", () => {
  it("takes keys that are assigned to it, and sends them", async () => {
    await start();
    events.length = 0;
    window.prodigy.content!["foo"] = 1;
    await settle();
    expect(names()).toEqual([]);
    await engine.answer("accept");
    engine.save();
    await settle();
    expect(server.posts[0]?.answers[0]).toMatchObject({ foo: 1, answer: "accept" });
  });

  it("takes keys from a listener of the answer even when it is sent at once", async () => {
    await start({ instant_submit: true });
    const onAnswer = (event: Event) => {
      const { task } = (event as CustomEvent<{ task: Record<string, unknown> }>).detail;
      task["late"] = true;
    };
    document.addEventListener("prodigyanswer", onAnswer, { once: true });
    await engine.answer("accept");
    await settle();
    expect(server.posts[0]?.answers[0]).toMatchObject({ late: true, answer: "accept" });
  });

  it("can be copied and written as JSON", async () => {
    await start();
    const plain = { _input_hash: 1001, _task_hash: 1, text: "Text 1" };
    expect({ ...window.prodigy.content }).toEqual(plain);
    expect(JSON.parse(JSON.stringify(window.prodigy.content))).toEqual(plain);
    expect("text" in window.prodigy.content!).toBe(true);
    delete window.prodigy.content!.text;
    expect(window.prodigy.content).not.toHaveProperty("text");
  });
});

describe("what happens to answers", () => {
  it("is told: saved, or why not", async () => {
    const details: unknown[] = [];
    const note = ({ type, detail }: Event & { detail?: unknown }) => void details.push([type, detail]);
    for (const type of ["prodigysave", "prodigyerror"]) document.addEventListener(type, note);
    await start();
    await engine.answer("accept");
    server.isDown = true;
    window.prodigy.save();
    await settle();
    server.isDown = false;
    window.prodigy.save();
    await settle();
    for (const type of ["prodigysave", "prodigyerror"]) document.removeEventListener(type, note);
    expect(details).toEqual([
      ["prodigyerror", { error: expect.objectContaining({ kind: "offline" }) }],
      ["prodigysave", { count: 1 }],
    ]);
  });
});

describe("members", () => {
  it("tell where the page is", async () => {
    await start();
    expect(window.prodigy.viewId).toBe("text");
    expect(window.prodigy.sessionId).toBe("d-alex");
    expect(window.prodigy.version).toBe("1");
    expect(window.prodigy.params).toEqual({ session: "alex" });
    expect(window.prodigy.theme.bgCard).toBe("#ffffff");
  });

  it("pass events to the server", async () => {
    await start();
    vi.spyOn(server, "sendEvent").mockResolvedValue({ answer: 42 });
    await expect(window.prodigy.event("stream-reset", { query: "x" })).resolves.toEqual({ answer: 42 });
    vi.spyOn(server, "sendEvent").mockRejectedValue(new Error("no such hook"));
    await expect(window.prodigy.event("nothing")).rejects.toThrow("no such hook");
  });
});

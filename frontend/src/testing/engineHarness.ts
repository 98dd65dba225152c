/** Runs an engine against the server in memory, for tests. */
import { afterEach, beforeEach, vi } from "vitest";
import type { AppConfig } from "../model/config";
import type { View } from "../model/view";
import type { Storage } from "../store/effects/storage";
import { createEngine, type Engine } from "../store/engine";
import type { FakeServer } from "./fakeServer";

const textView: View = {
  id: "text",
  isManual: false,
  requires: (task) => (task.text === undefined ? "text" : null),
};

const engines: Engine[] = [];
let scope = 0;

/** Call it once per test file: a clock that tests turn, and a fresh dataset for every test. */
export function withEngines(): void {
  beforeEach(() => {
    scope++;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  });
  afterEach(() => {
    for (const engine of engines.splice(0)) engine.stop();
    vi.useRealTimers();
  });
}

/** Lets promises, microtasks and the database of the test move on. */
export async function settle(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(0);
}

export async function start(
  server: FakeServer,
  config: Partial<AppConfig> = {},
  storage: Storage | null = null,
  sessionName: string | null = null,
  fence?: string,
): Promise<Engine> {
  const engine = createEngine({
    client: server,
    storage,
    sessionName,
    getView: (id) => (id === "text" ? textView : undefined),
  });
  engines.push(engine);
  await engine.start({ dataset: `test-${scope}`, view_id: "text", ...config }, fence);
  await settle();
  return engine;
}

export async function answerMany(engine: Engine, count: number, kind: "accept" | "reject" = "accept"): Promise<void> {
  for (let index = 0; index < count; index++) {
    await engine.answer(kind);
    await settle();
  }
}

export const hashes = (post: { answers: { _task_hash: number }[] } | undefined) =>
  post?.answers.map(({ _task_hash }) => _task_hash);

export const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

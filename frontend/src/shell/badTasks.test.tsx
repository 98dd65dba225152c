/** Data has mistakes. Whatever a task lacks or has instead, the card says so and the page goes on. */
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeTranslate } from "../i18n";
import { TranslateContext } from "../i18n/react";
import en from "../i18n/en.json";
import { getView, VIEWS } from "../interfaces/registry";
import type { Task } from "../model/task";
import { createEngine, type Engine } from "../store/engine";
import { previewTask } from "../store/preview";
import { makeItem } from "../store/queue";
import { EngineContext } from "./useEngine";
import { fakeServer } from "../testing/fakeServer";
import { SAMPLES } from "../testing/samples";
import { resolveTheme } from "../theme";
import { History } from "./History";
import { loadView } from "../interfaces/components";
import { TaskCard } from "./TaskCard";

const WRONG: unknown[] = [null, 42, "x", {}, [null], [{}], ["x"]];
/** Some hundred cards in a row. */
const TIMEOUT_MS = 120_000;
const HASHES = ["_input_hash", "_task_hash"];
const theme = resolveTheme({});
const t = makeTranslate("en", en);

let engine: Engine;
let errors: string[];

beforeEach(() => {
  errors = [];
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation((...words) => void errors.push(words.join(" ").slice(0, 200)));
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
});

afterEach(() => {
  // The last test draws nothing, and may be the first one.
  (engine as Engine | undefined)?.stop();
  cleanup();
  vi.unstubAllGlobals();
});

/** What stands on the card. */
async function show(task: Task): Promise<string> {
  const item = makeItem(task, 1);
  const answered = { item, answer: "accept", viewId: "x", timestamp: 0, seq: 1 } as const;
  const { container, unmount } = render(
    <EngineContext value={engine}>
      <TranslateContext value={t}>
        <TaskCard item={item} theme={theme} onShown={() => {}} />
        <History
          entries={[{ key: 1, answer: "accept", answered, isBusy: false, isSent: false }]}
          drafts={0}
          onReopen={() => {}}
        />
      </TranslateContext>
    </EngineContext>,
  );
  await act(async () => {
    await Promise.resolve();
  });
  const text = container.textContent ?? "";
  unmount();
  return text;
}

async function useSample(name: string): Promise<Task> {
  const { task, config } = SAMPLES[name]!;
  const viewId = config.view_id ?? (getView(name) ? name : name.replace(/_[a-z]+$/, ""));
  engine = createEngine({ client: fakeServer(1), storage: null, sessionName: null, getView });
  await loadView(getView(viewId)!);
  await engine.start({ dataset: "d", ...config, view_id: viewId });
  return task;
}

describe.each(Object.keys(SAMPLES))("a task for %s", { timeout: TIMEOUT_MS }, (name) => {
  it("can be drawn, or the card says what is wrong, whatever a key holds", async () => {
    const task = await useSample(name);
    const keys = [...Object.keys(task).filter((key) => !HASHES.includes(key)), "meta", "config", "label", "spans"];
    const crashed: string[] = [];
    for (const key of new Set(keys)) {
      for (const value of WRONG) {
        const broken = { ...task, [key]: value } as Task;
        const text = await show(broken);
        if (text.includes(en.bad_task_crash) || text === "") crashed.push(`${key}: ${JSON.stringify(value)} ${errors}`);
        errors = [];
        expect(typeof previewTask(broken)).toBe("string");
      }
    }
    expect(crashed).toEqual([]);
  });

  it("without its main key names this key", async () => {
    const task = await useSample(name);
    const view = getView(engine.viewId())!;
    const config = engine.store.getState().config;
    const bare = { _input_hash: 1, _task_hash: 1 } as Task;
    // Settings may bring all that a view needs.
    const missing = view.requires(bare, config);
    const text = await show(bare);
    if (missing) expect(text).toContain(`needs “${missing}”`);
    else expect(text).not.toContain(en.bad_task);
    expect(view.requires(task, config)).toBeNull();
  });
});

it("every view has a sample", () => {
  // One that only makes sense beside others has its name on a sample of blocks.
  const shown = Object.entries(SAMPLES).flatMap(([name, { config }]) => [
    name,
    config.view_id ?? name.replace(/_[a-z]+$/, ""),
  ]);
  expect(Object.keys(VIEWS).filter((id) => !shown.includes(id))).toEqual([]);
});

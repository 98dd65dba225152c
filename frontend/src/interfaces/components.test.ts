import { beforeAll, expect, it, vi } from "vitest";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";

let getView: typeof import("./registry").getView;
let isLoaded: typeof import("./components").isLoaded;
let loadView: typeof import("./components").loadView;

// As a page that has just been opened: other tests have loaded views.
beforeAll(async () => {
  vi.resetModules();
  ({ getView } = await import("./registry"));
  ({ isLoaded, loadView } = await import("./components"));
});

const settings = (config: Partial<AppConfig>) => config as AppConfig;
const aTask = (task: Partial<Task>): Task => ({ _input_hash: 1, _task_hash: 1, ...task });

it.each<[string, Partial<Task>, Partial<AppConfig>]>([
  ["review", { view_id: "compare", versions: [] }, {}],
  ["blocks", {}, { blocks: [{ view_id: "diff" }] }],
  ["pages", { pages: [{ view_id: "blocks" }] }, { blocks: [{ view_id: "llm_io" }] }],
])("%s is ready with the views inside of it, so that a card that is seen can be answered", async (id, task, config) => {
  const view = getView(id)!;
  await loadView(view);
  expect(isLoaded(view, aTask(task), settings(config))).toBe(false);
  await loadView(view, aTask(task), settings(config));
  expect(isLoaded(view, aTask(task), settings(config))).toBe(true);
});

it("does not wait for views that are not there, or for itself", async () => {
  const view = getView("blocks")!;
  const config = settings({ blocks: [{ view_id: "blocks" }, { view_id: "no_such_view" }] });
  await loadView(view);
  expect(isLoaded(view, aTask({}), config)).toBe(true);
});

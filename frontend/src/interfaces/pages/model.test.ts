import { describe, expect, it } from "vitest";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { finishPages, mountedPages, pageConfig, pageTask, readPages, updatePage, type Page } from "./model";

const task = (pages: unknown): Task => ({ _input_hash: 1, _task_hash: 2, pages });
const PAGES: Page[] = [
  { view_id: "text", text: "one", foreign: { a: 1 } },
  { view_id: "ner_manual", text: "two", config: { labels: ["B"], custom_theme: { smallText: 14 } } },
];

it("reads pages, and nothing where there are none", () => {
  expect(readPages(task(PAGES))).toBe(PAGES);
  expect(readPages(task("x"))).toEqual([]);
});

describe("a page", () => {
  it("is drawn with the hashes of the task and keeps all its keys", () => {
    expect(pageTask(PAGES[0]!, task(PAGES))).toEqual({ ...PAGES[0], _input_hash: 1, _task_hash: 2 });
  });

  it("has the settings around it and its own, in this order", () => {
    const config = {
      view_id: "pages",
      labels: ["A"],
      custom_theme: { bgCard: "#fff" },
      label_reset: "first",
    } as unknown as AppConfig;
    expect(pageConfig(PAGES[0]!, config, 0)).toMatchObject({ view_id: "text", labels: ["A"], label_reset: "first" });
    expect(pageConfig(PAGES[1]!, config, 1)).toMatchObject({
      view_id: "ner_manual",
      labels: ["B"],
      custom_theme: { bgCard: "#fff", smallText: 14 },
      label_reset: "keep",
    });
  });
});

describe("an edit", () => {
  it("goes into its page and leaves the others alone", () => {
    const next = updatePage(PAGES, 1, { spans: [] });
    expect(next[0]).toBe(PAGES[0]);
    expect(next[1]).toEqual({ ...PAGES[1], spans: [] });
    expect(PAGES[1]).not.toHaveProperty("spans");
  });

  it("removes keys, and never writes hashes", () => {
    expect(updatePage(PAGES, 0, { text: undefined } as unknown as Partial<Task>)[0]).toEqual({
      view_id: "text",
      foreign: { a: 1 },
    });
    expect(updatePage(PAGES, 0, { _task_hash: 9 })).toBe(PAGES);
  });

  it("that changes nothing gives back the same pages", () => {
    expect(updatePage(PAGES, 0, { text: "one" })).toBe(PAGES);
    expect(updatePage(PAGES, 7, { text: "x" })).toBe(PAGES);
  });
});

it.each([
  [0, 1, [0]],
  [0, 9, [0, 1]],
  [4, 9, [3, 4, 5]],
  [8, 9, [7, 8]],
])("mounts page %i of %i with its neighbours", (current, count, expected) => {
  expect(mountedPages(current, count)).toEqual(expected);
});

it("finishes each page as its view does, without adding hashes", () => {
  const finish = (one: Task) => ({ ...one, done: true });
  const result = finishPages(task(PAGES), (viewId, page) => (viewId === "ner_manual" ? finish(page) : page));
  expect(result.pages).toEqual([PAGES[0], { ...PAGES[1], done: true }]);
  const same = task(PAGES);
  expect(finishPages(same, (_, page) => page)).toBe(same);
});

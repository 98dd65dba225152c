/**
 * Pages of a task. Each is a small task of its own, with a view and settings, but without hashes and answer: those are
 * the task's. Edits go into the page.
 */
import { effectiveConfig } from "../../model/task";
import { mergePatch } from "../../model/json";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";

export interface Page {
  view_id: string;
  config?: Partial<AppConfig>;
  meta?: Record<string, unknown>;
  [key: string]: unknown;
}

const NO_PAGES: readonly Page[] = [];

/** The pages of a task. One without a view stays in its place, and says so when it is drawn. */
export function readPages(task: Task): readonly Page[] {
  return Array.isArray(task.pages) ? (task.pages as Page[]) : NO_PAGES;
}

/** A page as the task that its view draws. The hashes tell the pages of a task apart for nobody but the browser. */
export function pageTask(page: Page, task: Pick<Task, "_input_hash" | "_task_hash">): Task {
  return { ...page, _input_hash: task._input_hash, _task_hash: task._task_hash };
}

/** Settings of a page: those around it, then its own. */
export function pageConfig(page: Pick<Page, "view_id" | "config">, config: AppConfig, index: number): AppConfig {
  return {
    ...config,
    // A new page is not a new task: the active label stays.
    ...(index > 0 ? { label_reset: "keep" as const } : {}),
    ...effectiveConfig({} as AppConfig, page),
    custom_theme: { ...config.custom_theme, ...page.config?.custom_theme },
    view_id: page.view_id,
  };
}

/** Merge an edit into one page. RETURNS: The same list if nothing changes. */
export function updatePage(pages: readonly Page[], index: number, patch: Partial<Task>): readonly Page[] {
  const page = pages[index];
  if (!page) return pages;
  // A page has no hashes of its own: they are only lent to it for drawing.
  const { _input_hash: _input, _task_hash: _task, ...own } = patch;
  const changed = mergePatch<Record<string, unknown>>(page, own);
  return changed === page ? pages : pages.map((other, i) => (i === index ? (changed as Page) : other));
}

/** Pages that are kept in the document: the one in sight and its neighbours. */
export function mountedPages(current: number, count: number): number[] {
  return [current - 1, current, current + 1].filter((index) => index >= 0 && index < count);
}

/** Whether a page differs from how the task was first shown. */
export function isPageEdited(page: Page, original: Page | undefined): boolean {
  return page !== original && JSON.stringify(page) !== JSON.stringify(original);
}

/** Finish each page as its view does. */
export function finishPages(task: Task, finish: (viewId: string, page: Task) => Task): Task {
  const pages = readPages(task);
  let isChanged = false;
  const finished = pages.map((page) => {
    const before = pageTask(page, task);
    const after = finish(page.view_id, before);
    if (after === before) return page;
    isChanged = true;
    const { _input_hash: _input, _task_hash: _task, ...rest } = after;
    return rest as Page;
  });
  return isChanged ? { ...task, pages: finished } : task;
}

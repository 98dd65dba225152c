/**
 * Why a task can't be drawn: there is no such view, a key is missing, or a key holds something that no view can draw.
 *
 * Checked before drawing, so that one bad task costs a message and a press on "ignore", and views trust what they get.
 */
import type { AppConfig } from "./config";
import type { Task } from "./task";
import { findFacts } from "./findFacts";
import type { View } from "./view";
import type { Shape } from "./views";

export interface TaskProblem {
  viewId: string;
  /** The key that is missing or malformed; null if the view itself is unknown. */
  key: string | null;
  isMalformed?: boolean;
}

type Check = (value: unknown, task: Task) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lists are checked once: they may be long, and are the same object from edit to edit. */
function listOf(isItem: (item: Record<string, unknown>) => boolean): Check {
  const known = new WeakMap<object, boolean>();
  return (value) => {
    if (!Array.isArray(value)) return false;
    const before = known.get(value);
    if (before !== undefined) return before;
    const isGood = value.every((item) => isObject(item) && isItem(item));
    known.set(value, isGood);
    return isGood;
  };
}

const text: Check = (value) => typeof value === "string";
const lists: Check = (value) => Array.isArray(value) && value.every(Array.isArray);
const objects = listOf(() => true);
const ranges = listOf(({ start, end }) => Number.isFinite(start) && Number.isFinite(end));
const tokens = listOf(
  (token) => typeof token.text === "string" && Number.isFinite(token.start) && Number.isFinite(token.end),
);
/** Of a text they are ranges, of an image shapes. */
const marks: Check = (value, task) => (typeof task.text === "string" ? ranges : objects)(value, task);

/** What the names in the table of views (views.ts) stand for. */
const CHECKS: Readonly<Record<Shape, Check>> = { text, tokens, ranges, objects, lists, marks };

export function findProblem(viewId: string, view: View | undefined, task: Task, config: AppConfig): TaskProblem | null {
  if (!view) return { viewId, key: null };
  const missing = view.requires(task, config);
  if (missing !== null) return { viewId, key: missing };
  const malformed = findMalformed(view.id, task);
  return malformed === null ? null : { viewId, key: malformed, isMalformed: true };
}

/** The first key that holds something that a view can neither draw nor edit, or null. */
export function findMalformed(viewId: string, task: Task): string | null {
  for (const [key, shape] of Object.entries(findFacts(viewId)?.holds ?? {})) {
    const value = task[key];
    if (value !== undefined && value !== null && !CHECKS[shape](value, task)) return key;
  }
  return null;
}

/** Complete a task as its view does. One that the view can't draw was not edited in it, and stays as it is. */
export function finishAs(view: Pick<View, "id" | "finish"> | undefined, task: Task): Task {
  return view?.finish && findMalformed(view.id, task) === null ? view.finish(task) : task;
}

/**
 * Versions of an annotation, and what it means to use one.
 *
 * The task itself is the merged annotation that is edited; its versions stay as they are.
 */
import { isSame } from "../../model/json";
import { findFacts } from "../../model/findFacts";
import { isLabel } from "../shared/labels";
import type { Answer, Option, Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";

export interface Version extends Partial<Task> {
  /** Datasets or sessions that made it. */
  sessions?: string[];
  /** The one that the task starts with. */
  default?: boolean;
}

/** Keys that are never copied: they belong to the review, or say what is annotated. */
const KEPT = new Set([
  "versions",
  "view_id",
  "sessions",
  "default",
  "answer",
  "flagged",
  "note",
  "review",
  "meta",
  "config",
  "text",
  "tokens",
  "html",
  "image",
  "audio",
  "video",
  "options",
  "path",
  "width",
  "height",
  "input",
  "mapping",
]);

export function readVersions(task: Task): readonly Version[] {
  const { versions } = task;
  return Array.isArray(versions) ? versions.filter((version) => typeof version === "object" && version !== null) : [];
}

export function sessionsOf(version: Version): readonly string[] {
  return Array.isArray(version.sessions) ? version.sessions.map(String) : [];
}

/** Settings of the view under review. Without labels there, those that annotators used are on offer. */
export function reviewedConfig(task: Task, config: AppConfig): AppConfig {
  const viewId = String(task.view_id);
  const labels =
    Array.isArray(config.labels) && config.labels.length > 0 ? config.labels : labelsUsed(task, viewId, config);
  return { ...config, ...(labels.length > 0 ? { labels } : {}), view_id: viewId };
}

function labelsUsed(task: Task, viewId: string, config: AppConfig): string[] {
  const found = new Set<string>();
  const facts = findFacts(viewId);
  const renamed = facts?.renamedBy && config[facts.renamedBy];
  const keys = (facts?.labels ?? []).map((key) =>
    key === facts?.writes[0] && typeof renamed === "string" ? renamed : key,
  );
  for (const source of [task, ...readVersions(task)]) {
    for (const key of keys) {
      const items = source[key];
      if (!Array.isArray(items)) continue;
      for (const item of items) if (isLabel(item?.label)) found.add(item.label);
    }
  }
  return [...found];
}

/** What a version looks like in its view: the task, with the version's annotations. */
export function versionTask(task: Task, version: Version, config?: Partial<AppConfig>): Task {
  const result: Record<string, unknown> = { ...task, ...versionPatch(task, task, version, config) };
  for (const key of Object.keys(result)) if (result[key] === undefined || key === "versions") delete result[key];
  return result as Task;
}

/** Keys in which versions may differ: what the view writes, and everything that does differ. */
export function annotationKeys(task: Task, original: Task, config?: Partial<AppConfig>): string[] {
  const versions = readVersions(task);
  const keys = new Set(writtenKeys(String(task.view_id), config));
  const candidates = new Set(versions.flatMap((version) => Object.keys(version)));
  for (const key of candidates) {
    if (versions.some((version) => !isSame(version[key], versions[0]?.[key]))) keys.add(key);
  }
  for (const key of Object.keys({ ...task, ...original })) if (task[key] !== original[key]) keys.add(key);
  return [...keys].filter((key) => !KEPT.has(key) && !key.startsWith("_"));
}

/** Keys that the view writes. Blocks write what the views of their blocks do, or under another name. */
function writtenKeys(viewId: string, config: Partial<AppConfig> = {}): string[] {
  if (viewId === "blocks" && Array.isArray(config.blocks)) {
    return config.blocks.flatMap(({ view_id: id, output_key: outputKey, ...own }) => {
      if (typeof outputKey === "string") return [outputKey];
      return id === "blocks" ? [] : writtenKeys(id, { ...config, ...own });
    });
  }
  const facts = findFacts(viewId);
  if (!facts) return [];
  const renamed = facts.renamedBy === null ? undefined : config[facts.renamedBy];
  return typeof renamed === "string" ? [renamed, ...facts.writes.slice(1)] : [...facts.writes];
}

/** The patch that puts the annotations of a version into the task. `undefined` removes what the version lacks. */
export function versionPatch(task: Task, original: Task, version: Version, config?: Partial<AppConfig>): Partial<Task> {
  return Object.fromEntries(
    annotationKeys(task, original, config).map((key) => [
      key,
      key in version ? structuredClone(version[key]) : undefined,
    ]),
  );
}

/** Position of the version that the task agrees with at the moment; -1 after edits of its own. */
export function versionInUse(task: Task, original: Task, config?: Partial<AppConfig>): number {
  const keys = annotationKeys(task, original, config);
  return readVersions(task).findIndex((version) =>
    keys.every((key) => isSame(comparable(version[key]), comparable(task[key]))),
  );
}

/** Whether somebody has changed the task since it was shown, and it is no version as it was. */
export function isEditedByHand(task: Task, original: Task, config?: Partial<AppConfig>): boolean {
  if (versionInUse(task, original, config) >= 0) return false;
  const keys = annotationKeys(task, original, config);
  return keys.some((key) => !isSame(comparable(task[key]), comparable(original[key])));
}

/** Nobody made annotations: the key may be missing, or empty. Spans are compared by what they mark. */
function comparable(value: unknown): unknown {
  if (value === undefined || value === null || value === "") return null;
  if (!Array.isArray(value)) return value;
  if (value.length === 0) return null;
  return value.every(isTextSpan) ? value.map(({ start, end, label }) => [start, end, label]).sort(byText) : value;
}

function isTextSpan(value: unknown): value is Span {
  const span = value as Partial<Span> | null;
  return (
    typeof span === "object" &&
    span !== null &&
    typeof span.start === "number" &&
    typeof span.end === "number" &&
    !("color" in span && "id" in span)
  );
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

export interface Decision {
  answer: Answer;
  sessions: readonly string[];
  /** How many annotators, also where their names are not known. */
  count: number;
}

const ANSWERS: readonly Answer[] = ["accept", "reject", "ignore"];

/** Decisions on a binary task, one per answer, with everybody who made it. */
export function decisionsOf(versions: readonly Version[]): Decision[] {
  return ANSWERS.flatMap((answer) => {
    const made = versions.filter((version) => version.answer === answer);
    if (made.length === 0) return [];
    const sessions = made.flatMap(sessionsOf);
    return [{ answer, sessions, count: Math.max(sessions.length, made.length) }];
  });
}

/** A version in words: for views that draw nothing small, and for screen readers. */
export function summarize(task: Task, version: Version, keys: readonly string[]): string[] {
  const parts: string[] = [];
  for (const key of keys) {
    const value = version[key];
    if (Array.isArray(value)) parts.push(...value.map((item) => describeItem(item, task)));
    else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      parts.push(String(value));
  }
  return parts.filter((part) => part !== "");
}

export function describeItem(item: unknown, task: Task): string {
  if (typeof item === "string" || typeof item === "number") {
    const option = (task.options ?? []).find((one: Option) => one.id === item);
    return option?.text ?? String(item);
  }
  if (typeof item !== "object" || item === null) return "";
  const { label, text, start, end, head_span, child_span } = item as Record<string, unknown>;
  const slice = (from: unknown, to: unknown) =>
    typeof task.text === "string" && Number.isInteger(from) && Number.isInteger(to)
      ? [...task.text]
          .slice(from as number, to as number)
          .join("")
          .replace(/\s+/g, " ")
      : "";
  if (isRange(head_span) && isRange(child_span)) {
    return `${slice(head_span.start, head_span.end)} – ${String(label)} → ${slice(child_span.start, child_span.end)}`;
  }
  const words = typeof text === "string" ? text : slice(start, end);
  const name = isLabel(label) ? String(label) : "";
  return name && words ? `${name}: ${words}` : name || words;
}

function isRange(value: unknown): value is { start: number; end: number } {
  return typeof value === "object" && value !== null && "start" in value && "end" in value;
}

/** On what annotators agree: per span, option, relation or value, who has it. */
import type { Span } from "../../model/parts";
import type { Task } from "../../model/task";
import { describeItem, readVersions, sessionsOf, type Version } from "./model";

export interface Agreement {
  /** In words, such as "ORG: Uber". */
  text: string;
  names: readonly string[];
  /** How many annotators, also where their names are not known. */
  count: number;
}

export const annotatorsOf = (version: Version): number => Math.max(1, sessionsOf(version).length);

export function countAnnotators(versions: readonly Version[]): number {
  return versions.reduce((sum, version) => sum + annotatorsOf(version), 0);
}

/** What makes two annotations the same: where and what they mark, and not how they were made or drawn. */
function identity(key: string, item: unknown): string {
  if (typeof item !== "object" || item === null) return JSON.stringify([key, item]);
  const { start, end, label, head_span: head, child_span: child, text, ...rest } = item as Record<string, unknown>;
  if (head && child) return JSON.stringify([key, label, identity("", head), identity("", child)]);
  return JSON.stringify([key, label, ...(start === undefined ? [text, rest] : [start, end])]);
}

const itemsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null || value === "" ? [] : [value];

/** What some annotators have and others don't, in the order of the text. */
export function findDisagreements(task: Task, keys: readonly string[]): Agreement[] {
  const versions = readVersions(task);
  const total = countAnnotators(versions);
  const found = new Map<string, { agreement: Agreement; start: number }>();
  for (const version of versions) {
    for (const key of keys) {
      for (const item of new Map(itemsOf(version[key]).map((one) => [identity(key, one), one])).entries()) {
        const [id, value] = item;
        const before = found.get(id)?.agreement ?? { text: describeItem(value, task), names: [], count: 0 };
        const start = (value as Partial<Span> | null)?.start;
        found.set(id, {
          start: typeof start === "number" ? start : 0,
          agreement: {
            text: before.text,
            names: [...before.names, ...sessionsOf(version)],
            count: before.count + annotatorsOf(version),
          },
        });
      }
    }
  }
  return [...found.values()]
    .filter(({ agreement }) => agreement.count < total && agreement.text !== "")
    .sort((a, b) => a.start - b.start)
    .map(({ agreement }) => agreement);
}

/** A version with the spans that all versions have in a quiet colour: only differences are marked. */
export function muteShared(task: Task, versions: readonly Version[], color: string): Task {
  if (!Array.isArray(task.spans) || versions.length < 2) return task;
  const known = versions.map(({ spans }) => new Set(itemsOf(spans).map((span) => identity("spans", span))));
  const isShared = (span: Span) => known.every((ids) => ids.has(identity("spans", span)));
  return { ...task, spans: task.spans.map((span) => (isShared(span) ? { ...span, color } : span)) };
}

/** Whether more annotators made this version than any other one. */
export function isMostFrequent(version: Version, versions: readonly Version[]): boolean {
  return versions.length > 1 && versions.every((one) => one === version || annotatorsOf(one) < annotatorsOf(version));
}

/** Names of annotators as short as they stay different: without the dataset that all of them begin with. */
export function shortNames(versions: readonly Version[], datasets: readonly string[] = []): Map<string, string> {
  const names = [...new Set(versions.flatMap(sessionsOf))];
  const known = [...datasets].sort((a, b) => b.length - a.length);
  const common = commonDataset(names);
  const shorten = (name: string): string => {
    const dataset = known.find((one) => name.startsWith(`${one}-`) && name.length > one.length + 1);
    return dataset ? name.slice(dataset.length + 1) : known.length > 0 ? name : name.slice(common);
  };
  const short = new Map(names.map((name) => [name, shorten(name)]));
  return new Set(short.values()).size === names.length ? short : new Map(names.map((name) => [name, name]));
}

/** Anonymous sessions are called by their time, and have no dataset in front. */
const TIMED = /^\d{4}-\d\d/;

/** Length of what all names begin with, up to and with a hyphen. */
function commonDataset(names: readonly string[]): number {
  const [first = "", ...others] = names;
  if (others.length === 0 || TIMED.test(first)) return 0;
  let length = 0;
  while (length < first.length && others.every((name) => name[length] === first[length])) length += 1;
  return first.lastIndexOf("-", length - 1) + 1;
}

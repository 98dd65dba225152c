/** A prompt and responses to it, and what is said about them. Which system has written what is not part of it. */
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { messageOf, readMessages, type Message } from "../shared/messages/readMessages";

export interface Candidate {
  id: string;
  /** By its place: A, B, C. */
  letter: string;
  messages: readonly Message[];
  /** One text, without anything around it. */
  isPlain: boolean;
}

export type Value = string | number;

export interface Criterion {
  name: string;
  description: string;
  /** What can be chosen, in its order. */
  scale: readonly Value[];
  isPerTask: boolean;
}

export type Ratings = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** Stands in the ratings for the task, where otherwise the id of a response stands. */
export const PER_TASK = "*";

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isValue = (value: unknown): value is Value => typeof value === "string" || typeof value === "number";

export function readPrompt({ prompt }: Task): Message[] {
  return typeof prompt === "string" ? [messageOf("user", prompt)] : readMessages(prompt);
}

/** In the order in which the server shows them. Those without an id can't be chosen, so they are not shown. */
export function readCandidates({ responses, order }: Task): Candidate[] {
  const rows = (Array.isArray(responses) ? responses : []).filter(
    (row: unknown): row is Fields & { id: string } => isObject(row) && typeof row.id === "string",
  );
  const wanted: unknown[] = Array.isArray(order) ? order : [];
  const rank = (id: string) => (wanted.includes(id) ? wanted.indexOf(id) : wanted.length);
  return [...rows]
    .sort((a, b) => rank(a.id) - rank(b.id))
    .map((row, i) => {
      const messages = readSaid(row);
      return { id: row.id, letter: letterOf(i), messages, isPlain: isPlain(messages) };
    });
}

function readSaid({ messages, content }: Fields): Message[] {
  if (Array.isArray(messages)) return readMessages(messages);
  return typeof content === "string"
    ? [messageOf("assistant", content)]
    : readMessages([{ role: "assistant", content }]);
}

function isPlain(messages: readonly Message[]): boolean {
  const [message] = messages;
  if (!message || messages.length > 1 || message.name) return false;
  return message.parts.every(({ kind }) => kind === "text") && !message.reasoning && message.calls.length === 0;
}

export function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}

export function readRubric({ rubric }: Task): Criterion[] {
  return (Array.isArray(rubric) ? rubric : []).flatMap((row: unknown): Criterion[] => {
    if (!isObject(row) || typeof row.name !== "string" || !Array.isArray(row.scale)) return [];
    const scale = row.scale.filter(isValue);
    const description = typeof row.description === "string" ? row.description : "";
    return scale.length ? [{ name: row.name, description, scale, isPerTask: row.per === "task" }] : [];
  });
}

export function readRatings({ ratings }: Task): Ratings {
  if (!isObject(ratings)) return {};
  const rows = Object.entries(ratings).filter((entry): entry is [string, Fields] => isObject(entry[1]));
  return Object.fromEntries(
    rows.map(([id, row]) => [
      id,
      Object.fromEntries(Object.entries(row).filter((entry): entry is [string, Value] => isValue(entry[1]))),
    ]),
  );
}

/** What a click on a response stores: it is preferred, or no longer. */
export function preferPatch(task: Task, id: string): Partial<Task> {
  return { preferred: task.preferred === id ? null : id, tie: false };
}

export function tiePatch(task: Task): Partial<Task> {
  return { preferred: null, tie: task.tie !== true };
}

/** value: null takes the rating back. */
export function ratePatch(task: Task, id: string, name: string, value: Value | null): Partial<Task> {
  const ratings = readRatings(task);
  const { [name]: _before, ...others } = ratings[id] ?? {};
  const row = value === null ? others : { ...others, [name]: value };
  const { [id]: _row, ...rest } = ratings;
  return { ratings: Object.keys(row).length ? { ...rest, [id]: row } : rest };
}

/** One rating that can be given: of a response, or of the task. */
export interface Slot {
  id: string;
  criterion: Criterion;
}

/** In the order in which they stand on the card. */
export function slotsOf(candidates: readonly Candidate[], rubric: readonly Criterion[]): Slot[] {
  const perResponse = rubric.filter(({ isPerTask }) => !isPerTask);
  const perTask = rubric.filter(({ isPerTask }) => isPerTask);
  return [
    ...candidates.flatMap(({ id }) => perResponse.map((criterion) => ({ id, criterion }))),
    ...perTask.map((criterion) => ({ id: PER_TASK, criterion })),
  ];
}

export function slotKey({ id, criterion }: Slot): string {
  return JSON.stringify([id, criterion.name]);
}

export function isRated(task: Task, { id, criterion }: Slot): boolean {
  const value = readRatings(task)[id]?.[criterion.name];
  return value !== undefined && criterion.scale.includes(value);
}

type Settings = Pick<AppConfig, "preference_require_complete" | "preference_require_reason">;
export type Lack = "preference_missing" | "rating_missing" | "reason_missing";

/** What keeps an answer from being accepted: the first thing of it. */
export function findLack(task: Task, config: Partial<Settings>): Lack | null {
  const candidates = readCandidates(task);
  if (config.preference_require_complete !== false) {
    const isChosen = task.tie === true || candidates.some(({ id }) => id === task.preferred);
    if (candidates.length > 1 && !isChosen) return "preference_missing";
    if (slotsOf(candidates, readRubric(task)).some((slot) => !isRated(task, slot))) return "rating_missing";
  }
  const reason = typeof task.reason === "string" ? task.reason.trim() : "";
  return config.preference_require_reason === true && !reason ? "reason_missing" : null;
}

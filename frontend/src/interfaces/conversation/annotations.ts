/** Spans, comments and labels of messages: where they are drawn, and every edit of them as a plain function. */
import { isSame } from "../../model/json";
import type { Span } from "../../model/parts";
import type { Task } from "../../model/task";
import type { Theme } from "../../model/theme";
import { makeCodePointText, type CodePointText } from "../../text/codePoints";
import { isLocked, isSuggested } from "../../text/editSpans";
import { labelOrder, spanColor, textColorOn } from "../shared/labels";
import { textFields, type Message } from "../shared/messages/readMessages";

/** The field in which spans are that don't name one. */
export const CONTENT = "content";

/** A stretch of a field of a message: UTF-16 units, the end is exclusive. */
export interface Place {
  message: number;
  field: string;
  from: number;
  to: number;
}

/** A span of the task: offsets are code points in the text of the field. */
export interface MessageSpan extends Span {
  message: number;
  field?: string;
}

export interface DrawnSpan extends Place {
  span: MessageSpan;
  color: string;
  textColor: string;
  isLocked: boolean;
  isSuggested: boolean;
}

export interface Comment {
  message: number;
  text: string;
  created?: string;
  [key: string]: unknown;
}

/** Code points of long texts are indexed once. */
const indexes = new WeakMap<Message, Map<string, CodePointText>>();

export function fieldText(message: Message, field: string): string | undefined {
  return textFields(message).find(([name]) => name === field)?.[1];
}

function indexOf(message: Message, field: string): CodePointText | null {
  const known = indexes.get(message) ?? new Map<string, CodePointText>();
  indexes.set(message, known);
  const before = known.get(field);
  if (before) return before;
  const text = fieldText(message, field);
  if (text === undefined) return null;
  const index = makeCodePointText(text);
  known.set(field, index);
  return index;
}

const fieldOf = (span: { field?: unknown }): string => (typeof span.field === "string" ? span.field : CONTENT);

function placeOf(span: MessageSpan, messages: readonly Message[]): Place | null {
  const message = messages[span.message];
  if (!message || !Number.isInteger(span.message)) return null;
  const field = fieldOf(span);
  const index = indexOf(message, field);
  const { start, end } = span;
  if (!index || !Number.isInteger(start) || !Number.isInteger(end)) return null;
  if (start < 0 || end <= start || end > index.length) return null;
  return { message: message.index, field, from: index.toUtf16(start), to: index.toUtf16(end) };
}

export interface SpanModel {
  byMessage: ReadonlyMap<number, readonly DrawnSpan[]>;
  /** In the order of the conversation. */
  all: readonly DrawnSpan[];
  /** How many have no place in the messages. */
  unplaced: number;
}

/** before: What was drawn last; messages whose spans have not changed keep their list. */
export function drawSpans(
  spans: unknown,
  messages: readonly Message[],
  offered: readonly string[],
  theme: Theme,
  before?: SpanModel,
): SpanModel {
  const given = (Array.isArray(spans) ? spans : []) as MessageSpan[];
  const order = labelOrder(offered, given);
  const drawn = given.flatMap((span): DrawnSpan[] => {
    const place = placeOf(span, messages);
    if (!place) return [];
    const color = spanColor(span, order, theme, "spans");
    const flags = { isLocked: isLocked(span), isSuggested: isSuggested(span) };
    return [{ ...place, span, color, textColor: textColorOn(color), ...flags }];
  });
  const byMessage = new Map<number, readonly DrawnSpan[]>();
  for (const one of drawn) byMessage.set(one.message, [...(byMessage.get(one.message) ?? []), one]);
  for (const [index, list] of byMessage) {
    const old = before?.byMessage.get(index);
    if (old && old.length === list.length && old.every((one, i) => isUnchanged(one, list[i] as DrawnSpan)))
      byMessage.set(index, old);
  }
  const all = [...byMessage.values()].flat().sort((a, b) => comparePlaces(messages, a, b));
  return { byMessage, all, unplaced: given.length - drawn.length };
}

const isUnchanged = (one: DrawnSpan, other: DrawnSpan) => one.span === other.span && one.color === other.color;

function comparePlaces(messages: readonly Message[], a: Place, b: Place): number {
  const rank = ({ message, field }: Place) => {
    const read = messages[message];
    return read ? textFields(read).findIndex(([name]) => name === field) : -1;
  };
  if (a.message !== b.message) return a.message - b.message;
  return (a.field === b.field ? 0 : rank(a) - rank(b)) || a.from - b.from || a.to - b.to;
}

/** Spans as they are stored: in the order of the conversation, those without a place at the end. */
export function sortSpans(spans: readonly MessageSpan[], messages: readonly Message[]): MessageSpan[] {
  const places = new Map(spans.map((span) => [span, placeOf(span, messages)]));
  return [...spans].sort((one, other) => {
    const [a, b] = [places.get(one), places.get(other)];
    return a && b ? comparePlaces(messages, a, b) : Number(!a) - Number(!b);
  });
}

/** With exactly the keys of the stored form. */
export function makeSpan(place: Place, messages: readonly Message[], label: string): MessageSpan | null {
  const message = messages[place.message];
  const index = message && indexOf(message, place.field);
  if (!index) return null;
  const [start, end] = [index.fromUtf16(place.from), index.fromUtf16(place.to)];
  const field = place.field === CONTENT ? {} : { field: place.field };
  return { message: place.message, ...field, start, end, label, text: index.slice(start, end) };
}

const KEYS = ["message", "start", "end", "label"] as const;

/** RETURNS: The one with the same place and label, if there is one. */
export function findSame(spans: readonly MessageSpan[], span: MessageSpan): MessageSpan | undefined {
  return spans.find((other) => fieldOf(other) === fieldOf(span) && KEYS.every((key) => other[key] === span[key]));
}

/** Another place or label; a suggestion becomes a span like others, and what else it says stays. */
export function changeSpan(span: MessageSpan, change: Partial<MessageSpan>): MessageSpan {
  const { suggested: _, ...rest } = span;
  return { ...(rest as MessageSpan), ...change };
}

/** Suggestions that nobody has accepted are no answer. */
export function finishTask(task: Task): Task {
  const { spans } = task;
  if (!Array.isArray(spans) || !spans.some(isSuggested)) return task;
  return { ...task, spans: spans.filter((span) => !isSuggested(span)) };
}

export function readComments(comments: unknown): Comment[] {
  return Array.isArray(comments) ? (comments as Comment[]) : [];
}

/** Comments by message, each with its position in the list; those that are no comments are not shown. */
export function commentsByMessage(comments: unknown): Map<number, [at: number, comment: Comment][]> {
  const found = new Map<number, [number, Comment][]>();
  readComments(comments).forEach((comment, at) => {
    if (typeof comment?.text !== "string" || !Number.isInteger(comment.message)) return;
    found.set(comment.message, [...(found.get(comment.message) ?? []), [at, comment]]);
  });
  return found;
}

/** at: A position behind the last one adds a comment. text: An empty one removes it. */
export function writeComment(comments: unknown, at: number, message: number, text: string): Comment[] | undefined {
  const list = [...readComments(comments)];
  if (text === "") list.splice(at, 1);
  else if (list[at]) list[at] = { ...list[at], text };
  else list.push({ message, text, created: new Date().toISOString() });
  return list.length > 0 ? list : undefined;
}

export type MessageLabels = Record<string, string[]>;

export function readMessageLabels(value: unknown): MessageLabels {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string[]] => Array.isArray(entry[1])),
  );
}

/** order: All labels that can be chosen; those of a message are kept in this order. */
export function toggleMessageLabel(
  value: unknown,
  index: number,
  label: string,
  order: readonly string[],
): MessageLabels | undefined {
  const { [index]: given = [], ...others } = readMessageLabels(value);
  const chosen = given.includes(label) ? given.filter((other) => other !== label) : [...given, label];
  const sorted = [...chosen].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const next = { ...others, ...(sorted.length > 0 ? { [index]: sorted } : {}) };
  return Object.keys(next).length > 0 ? next : undefined;
}

export function isChanged(task: Task, original: Task): boolean {
  return ["spans", "comments", "message_labels"].some((key) => !isSame(task[key] ?? null, original[key] ?? null));
}

/**
 * The messages of a chat or of an agent's run, as they are drawn.
 *
 * The server has brought them into one form (`components/conversations.py`). Data of recipes that have not done that may
 * be anything: what can't be read is shown as JSON, never left out and never a reason to stop.
 */

export interface ToolCall {
  /** Position among the calls of its message, from 0. */
  index: number;
  id: string;
  name: string;
  /** JSON, or whatever the model has written instead. */
  args: string;
}

/** A stretch of the text of a message, or something between two of them. */
export type Part =
  | { kind: "text"; from: number; to: number }
  | { kind: "image"; src: string }
  | { kind: "other"; name: string; json: string };

export interface Message {
  /** Position in the conversation, from 0. */
  index: number;
  role: string;
  name: string;
  /** What spans count in: the text, or all texts of its parts with a line break between them. */
  text: string;
  /** Offsets are UTF-16 units in `text`, the end is exclusive. */
  parts: readonly Part[];
  /** What a model has thought before it answered. */
  reasoning: string;
  calls: readonly ToolCall[];
  /** The call that a tool answers, and the name of the tool. */
  answersTo: string;
}

/** The name of a call among the fields of a message that have spans of their own. */
export const callField = (index: number): string => `tool_calls[${index}]`;

/** The fields of a message that have text, in the order in which they are drawn. */
export function textFields({ text, reasoning, calls }: Message): [field: string, text: string][] {
  const fields: [string, string][] = [
    ["reasoning_content", reasoning],
    ["content", text],
  ];
  return [...fields, ...calls.map(({ index, args }): [string, string] => [callField(index), args])].filter(
    ([, written]) => written !== "",
  );
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const asText = (value: unknown): string => (typeof value === "string" ? value : "");

/** messages: `messages` of a task, or of a response. */
export function readMessages(messages: unknown): Message[] {
  if (!Array.isArray(messages)) return [];
  const tools = new Map<string, string>();
  return messages.map((message: unknown, index) => {
    const read = readMessage(message, index);
    for (const { id, name } of read.calls) if (id) tools.set(id, name);
    return read.name || !read.answersTo ? read : { ...read, name: tools.get(read.answersTo) ?? "" };
  });
}

/** A text that stands alone, such as a prompt or a response, as one message. */
export function messageOf(role: string, text: string): Message {
  return readMessage({ role, content: text }, 0);
}

function readMessage(message: unknown, index: number): Message {
  const fields = isObject(message) ? message : { content: message };
  const { text, parts } = readContent(fields.content);
  return {
    index,
    role: asText(fields.role),
    name: asText(fields.name),
    text,
    parts,
    reasoning: asText(fields.reasoning_content),
    calls: (Array.isArray(fields.tool_calls) ? fields.tool_calls : []).map(readCall),
    answersTo: asText(fields.tool_call_id),
  };
}

function readContent(content: unknown): { text: string; parts: Part[] } {
  if (typeof content === "string") return { text: content, parts: [{ kind: "text", from: 0, to: content.length }] };
  if (content === null || content === undefined) return { text: "", parts: [] };
  let text = "";
  let hasText = false;
  const parts = (Array.isArray(content) ? content : [content]).map((part: unknown): Part => {
    const written = typeof part === "string" ? part : isObject(part) && part.type === "text" ? part.text : undefined;
    if (typeof written !== "string") return readOther(part);
    if (hasText) text += "\n";
    hasText = true;
    const from = text.length;
    text += written;
    return { kind: "text", from, to: text.length };
  });
  return { text, parts };
}

function readOther(part: unknown): Part {
  const fields = isObject(part) ? part : {};
  if (fields.type === "image_url") {
    const src = isObject(fields.image_url) ? fields.image_url.url : fields.image_url;
    if (typeof src === "string" && src) return { kind: "image", src };
  }
  return { kind: "other", name: asText(fields.type), json: toJson(part) };
}

function readCall(call: unknown, index: number): ToolCall {
  const fields = isObject(call) ? call : {};
  const called = isObject(fields.function) ? fields.function : fields;
  const args = called.arguments;
  return {
    index,
    id: asText(fields.id),
    name: asText(called.name),
    args: typeof args === "string" ? args : args === undefined && called === fields ? toJson(call) : toJson(args),
  };
}

function toJson(value: unknown): string {
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

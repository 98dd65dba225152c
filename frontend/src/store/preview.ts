/** A few words that remind the annotator of a task, for the history. */
import type { Task } from "../model/task";
import { MEDIA_KEYS } from "../model/views";

const MAX_LENGTH = 40;
/** Levels below the task at which words are looked for. */
const MAX_DEPTH = 4;
/** What is about the task and not in it. */
const NOT_CONTENT = new RegExp(
  `^(_.*|answer|config|control|field_.*|id|key|mapping|meta|path|role|suggestion|tokens|view_id|${MEDIA_KEYS.join("|")})$`,
);

/** RETURNS the words, or nothing if the task has none. */
export function previewTask(task: Task): string {
  const candidates = [
    () => asText(task.text),
    () => asText(task.label),
    () => chosenOptions(task),
    () =>
      fileName(["path", ...MEDIA_KEYS].map((key) => task[key]).find((value) => value !== undefined && value !== null)),
    () => stripTags(asText(task.html)),
    () => findWords(asked(task)),
    // Texts to compare, pages, prompts, fields, and what custom templates show.
    () => findWords(task),
    () => findWords({ meta: task.meta }, /^_/),
  ];
  for (const candidate of candidates) {
    const text = candidate();
    if (text) return shorten(text);
  }
  return "";
}

/** What a user has said in a conversation, which often begins with the same words as all others. */
function asked({ messages, prompt }: Task): object {
  const said = Array.isArray(messages) ? messages : Array.isArray(prompt) ? prompt : [];
  return said.filter((message) => message?.role === "user");
}

function asText(value: unknown): string {
  return typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "";
}

function chosenOptions(task: Task): string {
  if (!Array.isArray(task.options) || !Array.isArray(task.accept)) return "";
  const chosen = task.options.filter((option) => task.accept?.includes(option?.id));
  return chosen.map((option) => asText(option.text) || String(option.id)).join(", ");
}

function fileName(value: unknown): string {
  const path = asText(value);
  if (!path || path.startsWith("data:")) return "";
  return path.split(/[?#]/)[0]?.split(/[/\\]/).at(-1) ?? "";
}

/** The first words of a task, the outer ones before those further in. */
function findWords(task: object, passedOver = NOT_CONTENT): string {
  let level: object[] = [task];
  for (let depth = 0; depth < MAX_DEPTH && level.length; depth++) {
    const inner: object[] = [];
    for (const [key, value] of level.flatMap((part) => Object.entries(part) as [string, unknown][])) {
      if (passedOver.test(key)) continue;
      const words = readWords(value);
      if (words) return words;
      if (value && typeof value === "object") inner.push(value);
    }
    level = inner;
  }
  return "";
}

/** What a person can read of a value: no numbers, no colours, no inlined files. */
function readWords(value: unknown): string {
  const text = asText(value);
  if (/^(https?:|\/)\S+$/.test(text)) return fileName(text);
  const words = text.includes("<") ? stripTags(text) : text;
  return /\p{L}/u.test(words) && !/^(data:|#[\da-f]{3,8}$)/i.test(words) ? words : "";
}

function stripTags(html: string): string {
  return asText(html.replace(/<(style|script)[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " "));
}

function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= MAX_LENGTH) return text;
  return `${characters
    .slice(0, MAX_LENGTH - 1)
    .join("")
    .trimEnd()}…`;
}

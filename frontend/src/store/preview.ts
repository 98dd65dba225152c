/** A few words that remind the annotator of a task, for the history. */
import type { Task } from "../model/task";

const MAX_LENGTH = 40;

export function previewTask(task: Task): string {
  const candidates = [
    () => asText(task.text),
    () => asText(task.label),
    () => chosenOptions(task),
    () => fileName(task["path"] ?? task.image ?? task.audio ?? task.video),
    () => stripTags(asText(task.html)),
    () => firstPage(task),
  ];
  for (const candidate of candidates) {
    const text = candidate();
    if (text) return shorten(text);
  }
  return `#${task._task_hash}`;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "";
}

/** The first page of a document that has words. */
function firstPage({ pages }: Task): string {
  const texts = Array.isArray(pages) ? pages.map((page: Partial<Task> | null) => asText(page?.text)) : [];
  return texts.find((text) => text !== "") ?? "";
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

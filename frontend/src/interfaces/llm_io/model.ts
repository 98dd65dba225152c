/** What went into a language model and what came out of it, as text. */
import type { Task } from "../../model/task";

export interface ModelExchange {
  prompt: string;
  response: string;
}

/** From `llm`, or from its older name; null without either text. */
export function readExchange(task: Task): ModelExchange | null {
  const source = [task.llm, task.openai].find((value) => value !== null && typeof value === "object") as
    { prompt?: unknown; response?: unknown } | undefined;
  const prompt = asText(source?.prompt);
  const response = asText(source?.response);
  return prompt || response ? { prompt, response } : null;
}

interface ChatMessage {
  role: string;
  content: unknown;
}

const isMessage = (value: unknown): value is ChatMessage =>
  value !== null && typeof value === "object" && typeof (value as ChatMessage).role === "string" && "content" in value;

/** Text as it is, chat messages with their roles, anything else as JSON. */
function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length > 0 && value.every(isMessage)) {
    return value.map(({ role, content }) => `[${role}]\n${asText(content)}`).join("\n\n");
  }
  if (Array.isArray(value) && value.every((part) => typeof part === "string")) return value.join("\n\n");
  return JSON.stringify(value, null, 2);
}

import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";

/** A task, or an option with the same content keys. */
export type ContentKeys = Pick<Task, "text" | "spans" | "html" | "image" | "audio" | "video"> & Record<string, unknown>;

/** Content keys in the order in which they are looked for. */
export type ContentKind = "image" | "html" | "text" | "audio" | "video";

/** What a task shows; null if it has no content at all. */
export function contentKind(
  content: ContentKeys,
  config: Partial<AppConfig>,
  withoutTemplate = false,
): ContentKind | null {
  if (isText(content.image)) return "image";
  if (!withoutTemplate && (isText(config.html_template) || isText(content.html_template))) return "html";
  if (isText(content.html)) return "html";
  if (typeof content.text === "string") return "text";
  if (isText(content.video)) return "video";
  return isText(content.audio) ? "audio" : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

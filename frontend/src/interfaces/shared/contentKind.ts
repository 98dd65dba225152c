import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";

/** A task, or an option with the same content keys. */
export type ContentKeys = Pick<Task, "text" | "spans" | "html" | "image" | "audio" | "video"> & Record<string, unknown>;

/** In the order in which they are looked for. */
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
  const played = isText(content.video) ? "video" : isText(content.audio) ? "audio" : null;
  // The text of a recording says something about it; the text of an option is what is chosen.
  if (played && !withoutTemplate) return played;
  return typeof content.text === "string" ? "text" : played;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/**
 * From a task to markup.
 *
 * Templates of the settings are written by the project's owner and trusted; what comes from the data is not. With
 * `sanitize_html` therefore everything that the data brings is cleaned: the task's own markup and template as a whole,
 * and each value that a trusted template inserts without escaping. The template itself keeps its scripts and handlers.
 */
import Mustache from "mustache";
import type { AppConfig } from "../../../model/config";
import type { Task } from "../../../model/task";
import type { Theme } from "../../../model/theme";
import { sanitize } from "./sanitize";

export type MarkupTask = Partial<Task> & Record<string, unknown>;
type MarkupConfig = Pick<Partial<AppConfig>, "html_template" | "sanitize_html" | "remote_media">;
type Clean = (html: string) => string;

/** Cleans what `{{{name}}}` and `{{&name}}` insert. */
class CleanWriter extends Mustache.Writer {
  constructor(private readonly clean: Clean) {
    super();
  }

  override unescapedValue(token: string[], context: Mustache.Context): string {
    const value: unknown = context.lookup(token[1] as string);
    return value === null || value === undefined ? "" : this.clean(String(value));
  }
}

const plainWriter = new Mustache.Writer();

/** Fill a template. RAISES: an error that names the place if the template is malformed. */
export function renderTemplate(template: string, task: MarkupTask, theme: Theme, clean?: Clean): string {
  const writer = clean ? new CleanWriter(clean) : plainWriter;
  return writer.render(template, { ...task, theme });
}

/**
 * The markup of a task. A template of the settings (or of the block) wins over one in the task, and both win over
 * `html`; `false` or null stand for no template. `blocked` gets the hosts from which nothing is loaded.
 */
export function renderMarkup(
  task: MarkupTask,
  config: MarkupConfig,
  theme: Theme,
  blocked: Set<string> = new Set(),
): string {
  const isClean = config.sanitize_html === true;
  const clean: Clean = (html) => sanitize(html, config.remote_media, blocked);
  const trusted = config.html_template;
  if (typeof trusted === "string" && trusted) return renderTemplate(trusted, task, theme, isClean ? clean : undefined);
  const own = task.html_template;
  const html = typeof own === "string" && own ? renderTemplate(own, task, theme) : String(task.html ?? "");
  return isClean ? clean(html) : html;
}

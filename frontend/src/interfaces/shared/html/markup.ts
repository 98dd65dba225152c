/**
 * From a task to markup.
 *
 * Templates of the settings are written by the project's owner and trusted; what comes from the data is not. With
 * `sanitize_html` therefore everything that the data brings is cleaned: the task's own markup and template as a whole,
 * and each value that a trusted template inserts without escaping. The template itself keeps its scripts and handlers.
 */
import DOMPurify from "dompurify";
import Mustache from "mustache";
import type { AppConfig } from "../../../model/config";
import type { Task } from "../../../model/task";
import type { Theme } from "../../../model/theme";

export type MarkupTask = Partial<Task> & Record<string, unknown>;
type MarkupConfig = Pick<Partial<AppConfig>, "html_template" | "sanitize_html">;

/** Tags that ask for input, load pages or restyle the app. */
const FORBIDDEN_TAGS = [
  "form",
  "input",
  "button",
  "select",
  "option",
  "optgroup",
  "textarea",
  "fieldset",
  "datalist",
  "iframe",
  "frame",
  "frameset",
  "object",
  "embed",
  "link",
  "meta",
  "base",
  "style",
  "dialog",
];

/** Remove everything that acts: scripts, handlers, javascript: URLs, forms and frames. Formatting stays. */
export function sanitize(html: string): string {
  return DOMPurify.sanitize(html, { FORBID_TAGS: FORBIDDEN_TAGS, ADD_ATTR: ["target"] });
}

/** Cleans what `{{{name}}}` and `{{&name}}` insert. */
class CleanWriter extends Mustache.Writer {
  override unescapedValue(token: string[], context: Mustache.Context): string {
    const value: unknown = context.lookup(token[1] as string);
    return value === null || value === undefined ? "" : sanitize(String(value));
  }
}

const plainWriter = new Mustache.Writer();
const cleanWriter = new CleanWriter();

/** Fill a template. RAISES: an error that names the place if the template is malformed. */
export function renderTemplate(template: string, task: MarkupTask, theme: Theme, isClean: boolean): string {
  const writer = isClean ? cleanWriter : plainWriter;
  return writer.render(template, { ...task, theme });
}

/**
 * The markup of a task. A template of the settings (or of the block) wins over one in the task, and both win over
 * `html`; `false` or null stand for no template.
 */
export function renderMarkup(task: MarkupTask, config: MarkupConfig, theme: Theme): string {
  const isClean = config.sanitize_html === true;
  const trusted = config.html_template;
  if (typeof trusted === "string" && trusted) return renderTemplate(trusted, task, theme, isClean);
  const own = task.html_template;
  const html = typeof own === "string" && own ? renderTemplate(own, task, theme, false) : String(task.html ?? "");
  return isClean ? sanitize(html) : html;
}

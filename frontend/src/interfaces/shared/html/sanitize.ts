/** Markup of the data without everything that acts, or that tells another host that somebody reads it. */
import DOMPurify from "dompurify";
import { RemoteRule } from "./remote";

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

const OPTIONS = { FORBID_TAGS: FORBIDDEN_TAGS, ADD_ATTR: ["target"] };
/** Opens what they lead to beside the app, which goes on with the task. */
const LINKS = "a[href], area[href]";

/**
 * Remove everything that acts: scripts, handlers, javascript: URLs, forms and frames. Formatting stays, and so do
 * pictures and recordings of this server and of the hosts that the setting allows.
 *
 * remote: The setting `remote_media`. blocked: Gets the hosts from which something is not loaded.
 */
export function sanitize(html: string, remote: unknown = "auto", blocked?: Set<string>): string {
  // Shown in a document without scripts and requests first.
  const body = DOMPurify.sanitize(html, { ...OPTIONS, RETURN_DOM: true }) as HTMLElement;
  const rule = new RemoteRule(remote, blocked);
  for (const element of body.querySelectorAll("*")) rule.clean(element);
  for (const link of body.querySelectorAll(LINKS)) {
    if (link.getAttribute("href")?.startsWith("#")) continue;
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  return body.innerHTML;
}

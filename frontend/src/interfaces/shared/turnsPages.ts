/** Elements that use the arrow keys themselves. */
const ARROW_USERS = [
  "input",
  "textarea",
  "select",
  "audio",
  "video",
  "[contenteditable]",
  "[role=slider]",
  "[role=option]",
  "[role=tab]",
  "[data-token]",
  "[data-unit]",
  "[data-shape]",
  "[data-region]",
  "svg [tabindex]",
  "canvas",
].join(", ");

/** Whether left and right turn pages while this element has the focus. */
export function turnsPages(focused: Element | null): boolean {
  return !focused?.closest(ARROW_USERS);
}

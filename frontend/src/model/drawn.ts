/** What the page and the app know of the first task as the server has drawn it (prodigy/app/first_page.py). */

/** Where it stands that keys were pressed too early. */
export const EARLY = "prodigyEarlyKeys";

/** RETURNS: The drawn page, as long as the app has not taken its place. */
export function findDrawn(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-prodigy-drawn]");
}

const MODIFIERS = /^(Alt|AltGraph|CapsLock|Control|Fn|Meta|NumLock|Shift|Tab|Unidentified|Dead|Process)$/;
/** They scroll, which works. */
const SCROLLING = /^(Arrow(Up|Down)|Page(Up|Down)|Home|End|F\d+)$/;

/** Whether a key may have been meant for the task: none of the browser's, and none that only scrolls. */
export function isBareKey({ key, ctrlKey, metaKey, altKey, repeat }: KeyboardEvent): boolean {
  return !(ctrlKey || metaKey || altKey || repeat || MODIFIERS.test(key) || SCROLLING.test(key));
}

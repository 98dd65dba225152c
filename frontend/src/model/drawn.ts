/** What the page and the app know of the first task as the server has drawn it (prodigy/app/first_page.py). */

/** A key that was pressed while the drawn text could be read, as the init of its event. */
export type EarlyKey = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey">;

export interface EarlyKeys {
  /** In their order. */
  keys: EarlyKey[];
  /** There were others, which can't have been meant for the drawn text. */
  isLost: boolean;
}

/** Where the keys stand; where it stands that they are noted; which task it is, as `taskKey` writes it. */
const KEYS = "prodigyEarlyKeys";
const TASK = "prodigyTask";
/** More are no answer to one task. */
const MAX_KEYS = 30;
/** Nobody has read anything sooner. */
const MIN_READING_MS = 150;

/** RETURNS: The drawn page, as long as the app has not taken its place. */
export function findDrawn(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-prodigy-drawn]");
}

/** RETURNS: The key of the task that is drawn. */
export function drawnTask(drawn: HTMLElement): string | undefined {
  return drawn.dataset[TASK];
}

const MODIFIERS = /^(Alt|AltGraph|CapsLock|Control|Fn|Meta|NumLock|Shift|Tab|Unidentified|Dead|Process)$/;
/** They scroll, which works. */
const SCROLLING = /^(Arrow(Up|Down)|Page(Up|Down)|Home|End|F\d+)$/;

/**
 * Whether a key may have been meant for the task: none of the browser's, none that only scrolls, and none that is held.
 * With ctrl or command, only Enter is: it accepts.
 */
export function isForTask({ key, ctrlKey, metaKey, altKey, repeat, isComposing }: KeyboardEvent): boolean {
  if (altKey || repeat || isComposing || MODIFIERS.test(key) || SCROLLING.test(key)) return false;
  return key === "Enter" || !(ctrlKey || metaKey);
}

/** Notes keys that come before anything can answer, until the app has taken the place of what was drawn. Once is enough. */
export function noteKeys(drawn: HTMLElement): void {
  if (drawn.dataset[KEYS]) return;
  const keys: EarlyKey[] = [];
  let isLost = false;
  const write = () => (drawn.dataset[KEYS] = JSON.stringify({ keys, isLost } satisfies EarlyKeys));
  const note = (event: KeyboardEvent) => {
    if (!drawn.isConnected) removeEventListener("keydown", note, true);
    else if (isForTask(event)) {
      const { key, code, shiftKey, ctrlKey, metaKey } = event;
      if (keys.length < MAX_KEYS && wasReadable(event.timeStamp)) keys.push({ key, code, shiftKey, ctrlKey, metaKey });
      else isLost = true;
      write();
    }
  };
  write();
  addEventListener("keydown", note, true);
}

/** Whether somebody can have read the text at that time (ms since the page began). */
function wasReadable(time: number): boolean {
  const painted = performance.getEntriesByName?.("first-contentful-paint")[0];
  return painted !== undefined && time >= painted.startTime + MIN_READING_MS;
}

/** RETURNS: What was noted, once. */
export function takeKeys(drawn: HTMLElement): EarlyKeys {
  const noted = drawn.dataset[KEYS];
  delete drawn.dataset[KEYS];
  return noted ? (JSON.parse(noted) as EarlyKeys) : { keys: [], isLost: false };
}

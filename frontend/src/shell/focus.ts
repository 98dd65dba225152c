/**
 * Where the keyboard is. Three rules, for all views:
 *
 * - A click never takes the keyboard: pressing a control with the mouse or a finger leaves the focus where it was, so
 *   that the next key means what it meant before. Fields where something is typed or dragged take it as always.
 * - The focus travels with the task: if a token, unit, option, rating or field of the old card had it, the first one
 *   of the next card gets it.
 * - Arrow keys lead from the page into the text.
 */
import { isTextField } from "../keymap/dispatcher";

export type FocusKind = "token" | "unit" | "message" | "option" | "rating" | "field";

/** Where something is typed or chosen from a list; labels and options are radio buttons and checkboxes. */
const FIELD = "textarea, select, input:not([type=radio], [type=checkbox])";
/** How parts of a card that hold the focus are found, and the first of them that tab would reach. */
const KINDS: readonly { kind: FocusKind; within: string; first: string }[] = [
  { kind: "token", within: "[data-token][tabindex]", first: '[data-token][tabindex="0"]' },
  { kind: "unit", within: "[data-unit][tabindex]", first: '[data-unit][tabindex="0"]' },
  { kind: "message", within: "[data-message][tabindex]", first: '[data-message][tabindex="0"]' },
  { kind: "option", within: ".prodigy-option input", first: ".prodigy-option input:not(:disabled)" },
  {
    kind: "rating",
    within: "[data-rating] input",
    first: "[data-rating] input:checked, [data-rating]:not(:has(:checked)) input:not(:disabled)",
  },
  { kind: "field", within: `${FIELD}, [contenteditable]`, first: FIELD },
];
const CARD = ".prodigy-container";
const CONTROLS = "button, summary, label, a[href], [role=button], input[type=radio], input[type=checkbox]";
/** Sliders and lists are worked with by mouse and keys in turns; fields in markup are the recipe's. */
const KEEPS_FOCUS = "select, input[type=range], .prodigy-html input, .prodigy-html label, audio, video";

/** The kind of thing in a card that has the focus; null if nothing there has. */
export function focusKind(element: Element | null = document.activeElement): FocusKind | null {
  if (!element?.closest(CARD)) return null;
  return KINDS.find(({ within }) => element.closest(within))?.kind ?? null;
}

/** Nothing has the focus, so keys go to the page as a whole. */
export function isPageFocused(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || !activeElement.isConnected;
}

/** Gives the focus to the first thing of a kind in the card. False if there is none. */
export function focusFirst(kinds: readonly FocusKind[]): boolean {
  const card = document.querySelector(CARD);
  for (const { kind, first } of KINDS) {
    const found = kinds.includes(kind) ? card?.querySelector<HTMLElement>(first) : null;
    if (!found) continue;
    found.focus({ preventScroll: true });
    return document.activeElement === found;
  }
  return false;
}

/** Whether arrow keys can lead into the card. Down and up scroll a page that is longer than the window. */
export function canEnter(key?: string): boolean {
  const ways = KINDS.filter(({ kind }) => kind !== "field").map(({ first }) => first);
  if (!document.querySelector(`${CARD} :is(${ways.join(", ")})`)) return false;
  if (key === undefined) return true;
  if (!isPageFocused()) return false;
  const scroller = document.querySelector(".prodigy-annotator");
  const isLong = scroller !== null && scroller.scrollHeight > scroller.clientHeight + 1;
  return !isLong || key === "ArrowLeft" || key === "ArrowRight";
}

/** Gives the focus on to the next card. It counts as used with the next key. */
export function passFocus(kind: FocusKind): boolean {
  const card = document.querySelector<HTMLElement>(CARD);
  card?.setAttribute("data-prodigy-arrived", "");
  const isPassed = focusFirst([kind]);
  card?.removeAttribute("data-prodigy-arrived");
  return isPassed;
}

export function enterText(): void {
  focusFirst(["token", "unit", "message", "option", "rating"]);
}

/** Keeps clicks from taking the focus. Returns the way to stop. */
export function keepKeyboard(): () => void {
  /** What had the focus when a pointer went down; null while keys are in use. */
  let pressed: { before: Element | null } | null = null;

  const onPointerDown = () => {
    pressed = { before: document.activeElement };
  };
  const onKeyDown = () => {
    pressed = null;
  };
  const onMouseDown = (event: MouseEvent) => {
    const { target } = event;
    if (!(target instanceof Element) || isTextField(target) || target.closest(KEEPS_FOCUS)) return;
    const control = target.closest(CONTROLS);
    // The label of a text field is a way into it.
    const field = control instanceof HTMLLabelElement ? control.control : null;
    if (control && !isTextField(field)) event.preventDefault();
  };
  // A label gives the focus to its radio button with the click itself.
  const onClick = ({ target }: MouseEvent) => {
    if (!pressed || !(target instanceof HTMLInputElement) || target.closest(KEEPS_FOCUS)) return;
    const { before } = pressed;
    if (isTextField(target) || target !== document.activeElement || target === before) return;
    if (before instanceof HTMLElement && before.isConnected && before !== document.body)
      before.focus({ preventScroll: true });
    else target.blur();
  };

  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener("pointerdown", onPointerDown, { signal, capture: true });
  document.addEventListener("keydown", onKeyDown, { signal, capture: true });
  document.addEventListener("mousedown", onMouseDown, { signal });
  document.addEventListener("click", onClick, { signal });
  return () => stop.abort();
}

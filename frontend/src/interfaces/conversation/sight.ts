/** Where things are on the page, and how they come into sight. All in px of the window. */
import { scrollParent } from "../shared/tokens/useNearChunks";
import type { Place } from "./annotations";
import { placeAtPoint, rangeOfPlace, type Point } from "./places";

/** The bar above and the buttons below must not cover what has been scrolled to. */
const ABOVE = 90;
const BELOW = 180;
/** A line that is looked for is at most so far away. */
const LINE_MAX = 90;
const LINE_STEP = 6;

const messageElement = (box: HTMLElement, index: number) => box.querySelector<HTMLElement>(`[data-message="${index}"]`);

/** Gives the keys to a message. One that is higher than the window is shown from its beginning. */
export function showMessage(box: HTMLElement | null, index: number): void {
  const element = box && messageElement(box, index);
  if (!element) return;
  element.focus({ preventScroll: true });
  const isHigh = element.getBoundingClientRect().height > window.innerHeight - ABOVE - BELOW;
  element.scrollIntoView?.({ block: isHigh ? "start" : "nearest" });
}

export function rectOf(box: HTMLElement, place: Place): DOMRect | null {
  const range = rangeOfPlace(box, place);
  return range?.getBoundingClientRect?.() ?? null;
}

/** Also gives the keys to the message, so that the next one means this place. */
export function bringIntoSight(box: HTMLElement, place: Place): void {
  const element = messageElement(box, place.message);
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body || box.contains(activeElement))
    element?.focus({ preventScroll: true });
  const rect = rectOf(box, place);
  if (!rect) return;
  const [over, under] = [ABOVE - rect.top, rect.bottom - (window.innerHeight - BELOW)];
  const by = over > 0 ? -over : Math.min(under, rect.top - ABOVE);
  if (over > 0 || under > 0) (scrollParent(box) ?? window).scrollBy(0, by);
}

/** The place a line further down or up. RETURNS: null if there is none. */
export function lineFrom(box: HTMLElement, selection: Place & { focus: { from: number; to: number } }, step: 1 | -1) {
  const rect = rectOf(box, { ...selection, ...selection.focus });
  if (!rect) return null;
  const x = rect.left + Math.min(rect.width, 24) / 2;
  const start = step > 0 ? rect.bottom : rect.top;
  for (let away = LINE_STEP; away <= LINE_MAX; away += LINE_STEP) {
    const point: Point | null = placeAtPoint(x, start + step * away);
    if (!point) continue;
    const isSame = point.message === selection.message && point.field === selection.field;
    const { from, to } = selection.focus;
    if (!isSame || point.offset < from || point.offset > to) return point;
  }
  return null;
}

/** Lets a finger push a card aside. Mouse drags are left to the views. Loaded where swiping is on. */
import { SWIPE_EXCLUDED, swipeDirection, swipeOffset, type SwipePoint } from "../keymap/swipe";

export interface SwipeHandlers {
  /** The answer of a direction, for the colour of the card; null for none. */
  answerOf(direction: "left" | "right"): string | null;
  onSwipe(direction: "left" | "right"): void;
}

/** Installs the handlers and returns the function that takes them away. */
export function watchSwipes(element: HTMLElement, { answerOf, onSwipe }: SwipeHandlers): () => void {
  let start: SwipePoint | null = null;
  // Sideways is ours: the browser would take it for going back.
  element.style.touchAction = "pan-y pinch-zoom";

  const follow = (offset: number) => {
    element.style.transform = offset ? `translateX(${offset}px) rotate(${offset / 60}deg)` : "";
    const answer = offset ? answerOf(offset < 0 ? "left" : "right") : null;
    if (answer) element.dataset["prodigySwipe"] = answer;
    else delete element.dataset["prodigySwipe"];
  };
  // The time of the touch, and not of this call: a page that is busy doesn't make the finger slow.
  const toPoint = (touch: Touch, event: TouchEvent): SwipePoint => ({
    x: touch.clientX,
    y: touch.clientY,
    time: event.timeStamp,
  });
  const onStart = (event: TouchEvent) => {
    const touch = event.touches[0];
    const isFree = event.touches.length === 1 && !isExcluded(event.target, element);
    start = touch && isFree ? toPoint(touch, event) : null;
  };
  const onMove = (event: TouchEvent) => {
    const touch = event.touches[0];
    if (start && touch) follow(swipeOffset(start, toPoint(touch, event)));
  };
  const onEnd = (event: TouchEvent) => {
    const touch = event.changedTouches[0];
    follow(0);
    const direction = start && touch ? swipeDirection(start, toPoint(touch, event)) : null;
    start = null;
    if (direction) onSwipe(direction);
  };
  const onCancel = () => {
    start = null;
    follow(0);
  };

  element.addEventListener("touchstart", onStart, { passive: true });
  element.addEventListener("touchmove", onMove, { passive: true });
  element.addEventListener("touchend", onEnd);
  element.addEventListener("touchcancel", onCancel);
  return () => {
    follow(0);
    element.style.touchAction = "";
    element.removeEventListener("touchstart", onStart);
    element.removeEventListener("touchmove", onMove);
    element.removeEventListener("touchend", onEnd);
    element.removeEventListener("touchcancel", onCancel);
  };
}

function isExcluded(target: EventTarget | null, limit: HTMLElement): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(SWIPE_EXCLUDED)) return true;
  for (let element: Element | null = target; element && element !== limit;) {
    if (element.scrollWidth > element.clientWidth && getComputedStyle(element).overflowX !== "visible") {
      return true;
    }
    element = element.parentElement;
  }
  return false;
}

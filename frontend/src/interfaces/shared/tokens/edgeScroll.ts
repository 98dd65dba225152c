/** Near its edge the text scrolls below a pointer that drags, also while that rests: so it runs per frame. */
import { scrollParent } from "./useNearChunks";

/** A drag this close to the edge of what scrolls moves it (px). */
export const EDGE_PX = 48;
const SCROLL_STEP_PX = 14;

/** RETURNS: 1 to scroll down, -1 to scroll up, 0 for neither. All in px of the window. */
export function edgeDirection(y: number, area: { top: number; bottom: number }, windowHeight: number): -1 | 0 | 1 {
  if (y - area.top < EDGE_PX) return -1;
  return Math.min(area.bottom, windowHeight) - y < EDGE_PX ? 1 : 0;
}

export interface EdgeScroll {
  start(): void;
  stop(): void;
}

/** getY: Where the pointer is; null when it drags no more. onScrolled: The text has moved below the pointer. */
export function makeEdgeScroll(box: HTMLElement, getY: () => number | null, onScrolled: () => void): EdgeScroll {
  let frame = 0;
  const run = () => {
    frame = 0;
    const y = getY();
    if (y === null) return;
    const parent = scrollParent(box);
    const area = parent?.getBoundingClientRect() ?? { top: 0, bottom: window.innerHeight };
    const direction = edgeDirection(y, area, window.innerHeight);
    if (direction === 0) return;
    (parent ?? window).scrollBy(0, direction * SCROLL_STEP_PX);
    onScrolled();
    start();
  };
  const start = () => {
    if (frame === 0) frame = requestAnimationFrame(run);
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = 0;
  };
  return { start, stop };
}

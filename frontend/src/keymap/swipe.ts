/** Tells a swipe from a scroll, a tap and a long drag. Pure: points in, direction out. */

export interface SwipePoint {
  x: number;
  y: number;
  /** Milliseconds. */
  time: number;
}

const MIN_DISTANCE_PX = 80;
const MAX_DURATION_MS = 600;
const MAX_SLOPE = Math.tan((30 * Math.PI) / 180);

/** Where a swipe must not start: there, the same movement means something else. */
export const SWIPE_EXCLUDED = [
  "input",
  "textarea",
  "select",
  "button",
  "canvas",
  "audio",
  "video",
  "[data-prodigy-no-swipe]",
  ".prodigy-token",
  ".prodigy-labels",
].join(", ");

export function swipeDirection(start: SwipePoint, end: SwipePoint): "left" | "right" | null {
  const dx = end.x - start.x;
  const dy = end.y - start.y;
  const isFar = Math.abs(dx) >= MIN_DISTANCE_PX;
  const isFlat = Math.abs(dy) < Math.abs(dx) * MAX_SLOPE;
  const isQuick = end.time - start.time < MAX_DURATION_MS;
  if (!isFar || !isFlat || !isQuick) return null;
  return dx < 0 ? "left" : "right";
}

/** How far the card follows the finger, or 0 while it looks like scrolling. */
export function swipeOffset(start: SwipePoint, now: SwipePoint): number {
  const dx = now.x - start.x;
  const isFlat = Math.abs(now.y - start.y) < Math.abs(dx) * MAX_SLOPE;
  return Math.abs(dx) > 10 && isFlat ? dx : 0;
}

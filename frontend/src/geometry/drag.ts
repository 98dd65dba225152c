/** Boxes that follow a pointer: drawn between two points, or resized by one of their handles. */
import { clampNumber, clampPoint, imagePoint, type Box, type ImagePoint, type Size } from "./points";
import { boxBetween } from "./shapes";

export interface DragOptions {
  /** The picture, which nothing leaves. */
  size: Size;
  /** Keep a fixed ratio of width to height. */
  keepsRatio?: boolean;
  /** The first point is the middle, not a corner. */
  fromCenter?: boolean;
}

/** Px: a box that is resized doesn't become smaller, so that it never turns over or vanishes. */
export const LEAST = 1;

/** Signs for the direction of a drag; nothing points to neither side, which counts as down and right. */
const signOf = (value: number) => (value < 0 ? -1 : 1);

/** The box between where a drag began and where it is. With a fixed ratio it is a square, as large as fits. */
export function drawBox(from: ImagePoint, to: ImagePoint, { size, keepsRatio, fromCenter }: DragOptions): Box {
  const start = clampPoint(from, size);
  const end = keepsRatio ? squareEnd(start, to, size, fromCenter) : clampPoint(to, size);
  if (!fromCenter) return boxBetween(start, end);
  // Both sides grow alike, so the nearer edge of the picture stops both.
  const halfWidth = Math.min(Math.abs(end[0] - start[0]), start[0], size.width - start[0]);
  const halfHeight = Math.min(Math.abs(end[1] - start[1]), start[1], size.height - start[1]);
  return { x: start[0] - halfWidth, y: start[1] - halfHeight, width: 2 * halfWidth, height: 2 * halfHeight };
}

function squareEnd(start: ImagePoint, to: ImagePoint, size: Size, fromCenter = false): ImagePoint {
  const [right, down] = [signOf(to[0] - start[0]), signOf(to[1] - start[1])];
  const across = room(start[0], right, size.width, fromCenter);
  const along = room(start[1], down, size.height, fromCenter);
  const side = Math.min(Math.max(Math.abs(to[0] - start[0]), Math.abs(to[1] - start[1])), across, along);
  return imagePoint(start[0] + right * side, start[1] + down * side);
}

/** How far one can go from a place before the picture ends, or on both sides of it. */
function room(place: number, sign: number, length: number, isBoth: boolean): number {
  const [before, behind] = [place, length - place];
  if (isBoth) return Math.min(before, behind);
  return sign < 0 ? before : behind;
}

/** Which edges a handle moves: -1 the left or upper one, 1 the right or lower one, 0 neither. */
export interface Handle {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

/** The eight handles of a box, corners first: where they overlap the corner is hit. */
export const HANDLES: readonly Handle[] = [
  { x: -1, y: -1 },
  { x: -1, y: 1 },
  { x: 1, y: 1 },
  { x: 1, y: -1 },
  { x: 0, y: -1 },
  { x: -1, y: 0 },
  { x: 0, y: 1 },
  { x: 1, y: 0 },
];

export function handlePoint({ x, y, width, height }: Box, handle: Handle): ImagePoint {
  return imagePoint(x + (width * (handle.x + 1)) / 2, y + (height * (handle.y + 1)) / 2);
}

/**
 * Move edges of a box by a handle.
 *
 * to: Where the handle shall be. RETURNS: The box on the picture, with at least 1 px on each side.
 */
export function resizeBox(box: Box, handle: Handle, to: ImagePoint, options: DragOptions): Box {
  const { size, keepsRatio, fromCenter } = options;
  const target = clampPoint(to, size);
  const across = resizeSide(box.x, box.width, handle.x, target[0], size.width, fromCenter);
  const along = resizeSide(box.y, box.height, handle.y, target[1], size.height, fromCenter);
  const resized = { x: across[0], width: across[1], y: along[0], height: along[1] };
  return keepsRatio && box.width > 0 && box.height > 0 ? keepRatio(box, handle, resized, options) : resized;
}

function resizeSide(
  start: number,
  length: number,
  sign: -1 | 0 | 1,
  target: number,
  most: number,
  fromCenter = false,
): [start: number, length: number] {
  if (sign === 0) return [start, length];
  if (fromCenter) {
    const middle = start + length / 2;
    const half = clampNumber((target - middle) * sign, LEAST / 2, Math.max(LEAST / 2, Math.min(middle, most - middle)));
    return [middle - half, 2 * half];
  }
  const fixed = sign < 0 ? start + length : start;
  const next = Math.max(LEAST, (target - fixed) * sign);
  return sign < 0 ? [fixed - next, next] : [fixed, next];
}

/** Takes the larger of both changes, unless it would leave the picture. What a handle doesn't move stays in its middle. */
function keepRatio(box: Box, handle: Handle, resized: Box, { size, fromCenter }: DragOptions): Box {
  const factors = [handle.x && resized.width / box.width, handle.y && resized.height / box.height].filter(Boolean);
  const most = Math.min(
    growth(box.x, box.width, handle.x, size.width, fromCenter),
    growth(box.y, box.height, handle.y, size.height, fromCenter),
  );
  const least = Math.max(LEAST / box.width, LEAST / box.height);
  const factor = clampNumber(Math.max(...factors), Math.min(least, most), Math.max(least, most));
  const place = (start: number, length: number, sign: number) => {
    const next = length * factor;
    if (sign === 0 || fromCenter) return start + (length - next) / 2;
    return sign < 0 ? start + length - next : start;
  };
  return {
    x: place(box.x, box.width, handle.x),
    y: place(box.y, box.height, handle.y),
    width: box.width * factor,
    height: box.height * factor,
  };
}

/** By which factor a side can grow before the picture ends. */
function growth(start: number, length: number, sign: number, most: number, fromCenter = false): number {
  if (sign === 0 || fromCenter) {
    const middle = start + length / 2;
    return Math.min(middle, most - middle) / (length / 2);
  }
  return (sign < 0 ? start + length : most - start) / length;
}

/** How far a pointer must go so that it was no click: 3 px of the screen, in either direction. */
export const CLICK_PX = 3;

/** Whether a box is more than a click, in px of the screen. */
export const isDrawn = ({ width, height }: Box, scale: number): boolean =>
  Math.max(width, height) * scale >= CLICK_PX && width > 0 && height > 0;

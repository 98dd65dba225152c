/** Shapes on a picture, and what can be calculated of them. Coordinates are px of the original picture. */
import { clampNumber, imagePoint, type Box, type ImagePoint, type Pair, type Size } from "./points";

export type ShapeKind = "rect" | "polygon" | "freehand";
export const SHAPE_KINDS: readonly ShapeKind[] = ["rect", "polygon", "freehand"];

/**
 * An outline. The first point is not repeated at the end. Those of a rectangle are its corners: top left, bottom left,
 * bottom right, top right.
 */
export interface Shape {
  readonly kind: ShapeKind;
  readonly points: readonly ImagePoint[];
}

export function cornersOf({ x, y, width, height }: Box): ImagePoint[] {
  return [imagePoint(x, y), imagePoint(x, y + height), imagePoint(x + width, y + height), imagePoint(x + width, y)];
}

export const rectOf = (box: Box): Shape => ({ kind: "rect", points: cornersOf(box) });

/** The smallest box around points. Of no points at all: an empty one in the corner. */
export function boxOf(points: readonly Pair[]): Box {
  if (points.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export const centerOf = ({ x, y, width, height }: Box): ImagePoint => imagePoint(x + width / 2, y + height / 2);

/** The box with two opposite corners. */
export function boxBetween(a: ImagePoint, b: ImagePoint): Box {
  return {
    x: Math.min(a[0], b[0]),
    y: Math.min(a[1], b[1]),
    width: Math.abs(a[0] - b[0]),
    height: Math.abs(a[1] - b[1]),
  };
}

/** The size of the surface, by the shoelace formula. Px². */
export function areaOf(points: readonly Pair[]): number {
  let sum = 0;
  for (const [i, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[(i + 1) % points.length] as Pair;
    sum += x * nextY - nextX * y;
  }
  return Math.abs(sum) / 2;
}

/** Whether nothing of a shape lies on the picture. */
export function isOutside({ points }: Shape, { width, height }: Size): boolean {
  const box = boxOf(points);
  return box.x >= width || box.y >= height || box.x + box.width <= 0 || box.y + box.height <= 0;
}

/** Cut a box to the picture. Boxes outside of it become empty, at its edge. */
export function clampBox({ x, y, width, height }: Box, size: Size): Box {
  const [left, right] = [clampNumber(x, 0, size.width), clampNumber(x + width, 0, size.width)];
  const [top, bottom] = [clampNumber(y, 0, size.height), clampNumber(y + height, 0, size.height)];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Move a shape as far as it stays on the picture. One that is larger than the picture, or sticks out, may come in. */
export function moveShape({ kind, points }: Shape, dx: number, dy: number, size: Size): Shape {
  const box = boxOf(points);
  const step = (delta: number, from: number, length: number, room: number) =>
    clampNumber(delta, Math.min(-from, room - length - from), Math.max(-from, room - length - from));
  const [x, y] = [step(dx, box.x, box.width, size.width), step(dy, box.y, box.height, size.height)];
  return { kind, points: points.map(([px, py]) => imagePoint(px + x, py + y)) };
}

/** Stretch a shape so that the box around it becomes another one. */
export function stretchShape({ kind, points }: Shape, to: Box): Shape {
  if (kind === "rect") return rectOf(to);
  const from = boxOf(points);
  const along = (value: number, start: number, length: number, toStart: number, toLength: number) =>
    toStart + (length > 0 ? ((value - start) / length) * toLength : toLength / 2);
  return {
    kind,
    points: points.map(([x, y]) =>
      imagePoint(along(x, from.x, from.width, to.x, to.width), along(y, from.y, from.height, to.y, to.height)),
    ),
  };
}

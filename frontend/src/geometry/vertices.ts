/** Corners of polygons: put in, moved, taken out. */
import { clampPoint, distance, imagePoint, type ImagePoint, type Size } from "./points";
import type { Shape } from "./shapes";

/** A polygon has at least so many corners. */
export const MIN_VERTICES = 3;

export function moveVertex({ kind, points }: Shape, index: number, to: ImagePoint, size: Size): Shape {
  return { kind, points: points.map((point, i) => (i === index ? clampPoint(to, size) : point)) };
}

/** Put a corner behind another one. RETURNS: The shape, in which the new corner has the index `after + 1`. */
export function insertVertex({ kind, points }: Shape, after: number, at: ImagePoint, size: Size): Shape {
  return { kind, points: [...points.slice(0, after + 1), clampPoint(at, size), ...points.slice(after + 1)] };
}

/** RETURNS: The shape without the corner, or null if too few would be left. */
export function deleteVertex({ kind, points }: Shape, index: number): Shape | null {
  if (points.length <= MIN_VERTICES || !points[index]) return null;
  return { kind, points: points.filter((_, i) => i !== index) };
}

export const middle = (a: ImagePoint, b: ImagePoint): ImagePoint => imagePoint((a[0] + b[0]) / 2, (a[1] + b[1]) / 2);

/** The middle of each edge: that of index i lies behind corner i. */
export function edgeMiddles({ points }: Shape): ImagePoint[] {
  return points.map((point, i) => middle(point, points[(i + 1) % points.length]!));
}

/** A line that was drawn, without corners that follow each other closer than a distance. */
export function withoutRepeats(points: readonly ImagePoint[], least = 0): ImagePoint[] {
  const kept: ImagePoint[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (!last || distance(last, point) > least) kept.push(point);
  }
  while (kept.length > 1 && distance(kept[0]!, kept.at(-1)!) <= least) kept.pop();
  return kept;
}

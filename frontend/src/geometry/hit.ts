/** What lies under a point. */
import type { ImagePoint, Pair } from "./points";
import { areaOf, boxOf, type Shape } from "./shapes";
import { distanceToSegment } from "./simplify";

/** Whether a point lies inside of an outline, by the number of edges that a ray to the right crosses. */
export function isInside([x, y]: Pair, points: readonly Pair[]): boolean {
  let isIn = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [points[i]!, points[j]!];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) isIn = !isIn;
  }
  return isIn;
}

/** How far a point is from the nearest edge (px of the picture). Infinity without edges. */
export function distanceToOutline(at: Pair, points: readonly Pair[]): number {
  let least = Infinity;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    least = Math.min(least, distanceToSegment(at, points[j]!, points[i]!));
  }
  return least;
}

/** Whether a point is on a shape. `slack`: how near is near enough, for thin ones and clumsy fingers. */
export function isOn({ points }: Shape, at: ImagePoint, slack = 0): boolean {
  const { x, y, width, height } = boxOf(points);
  if (at[0] < x - slack || at[1] < y - slack || at[0] > x + width + slack || at[1] > y + height + slack) return false;
  return isInside(at, points) || distanceToOutline(at, points) <= slack;
}

/**
 * Indexes of the shapes under a point, the smallest first, so that what is nested in others can be reached. Of equal
 * ones the last, which is drawn on top, comes first.
 */
export function shapesAt(shapes: readonly (Shape | null)[], at: ImagePoint, slack = 0): number[] {
  const found = shapes.flatMap((shape, index) =>
    shape && isOn(shape, at, slack) ? [{ index, area: areaOf(shape.points) }] : [],
  );
  return found.sort((a, b) => a.area - b.area || b.index - a.index).map(({ index }) => index);
}

/** The next one of those that lie under a point, so that clicking again goes through all of them. */
export function nextOf(found: readonly number[], current: number): number {
  if (found.length === 0) return -1;
  return found[(found.indexOf(current) + 1) % found.length]!;
}

/** The nearest of some points within reach, or -1. */
export function nearest(points: readonly Pair[], at: Pair, reach: number): number {
  let [found, least] = [-1, reach];
  for (const [i, [x, y]] of points.entries()) {
    const away = Math.hypot(x - at[0], y - at[1]);
    if (away <= least && (found < 0 || away < least)) [found, least] = [i, away];
  }
  return found;
}

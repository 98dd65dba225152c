/** Fewer points for a line that was drawn by hand. */
import type { ImagePoint, Pair } from "./points";

/**
 * The line with as few of its points as needed, so that no point of it is further away than `tolerance` (Douglas and
 * Peucker, 1973). The first and the last point stay.
 */
export function simplify(points: readonly ImagePoint[], tolerance: number): ImagePoint[] {
  if (points.length < 3) return [...points];
  const isKept = new Uint8Array(points.length);
  isKept[0] = isKept[points.length - 1] = 1;
  const open: [number, number][] = [[0, points.length - 1]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part;
    const { index, away } = farthest(points, from, to);
    if (away <= tolerance) continue;
    isKept[index] = 1;
    open.push([from, index], [index, to]);
  }
  return points.filter((_, i) => isKept[i]);
}

function farthest(points: readonly ImagePoint[], from: number, to: number): { index: number; away: number } {
  let [index, away] = [from, 0];
  for (let i = from + 1; i < to; i++) {
    const distance = distanceToSegment(points[i]!, points[from]!, points[to]!);
    if (distance > away) [index, away] = [i, distance];
  }
  return { index, away };
}

export function distanceToSegment([x, y]: Pair, [ax, ay]: Pair, [bx, by]: Pair): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length > 0 ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

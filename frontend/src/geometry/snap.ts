/**
 * Edges that want to be where other edges are: those of other shapes, and the borders of the picture.
 *
 * Only what is near counts, in both directions: an edge far away on the same height would pull for no visible reason.
 */
import { imagePoint, type Box, type ImagePoint, type Size } from "./points";
import { boxOf, type Shape } from "./shapes";

/** An edge: its place on one axis, and the range that it covers on the other (px of the picture). */
export interface SnapLine {
  at: number;
  from: number;
  to: number;
}

export interface SnapTargets {
  /** Upright edges. */
  x: readonly SnapLine[];
  /** Level edges. */
  y: readonly SnapLine[];
}

/** How near an edge must be (px of the picture). */
export interface SnapReach {
  /** From the edge itself. */
  reach: number;
  /** From its ends, along the edge. */
  gap: number;
}

/** Where the lines are that something was pulled to; null for none. */
export interface Guides {
  x: number | null;
  y: number | null;
}

/** The edges of the boxes around shapes, without those of the shape that moves, and the borders of the picture. */
export function snapTargets(shapes: readonly (Shape | null)[], picture: Size, except = -1): SnapTargets {
  const x: SnapLine[] = [0, picture.width].map((at) => ({ at, from: -Infinity, to: Infinity }));
  const y: SnapLine[] = [0, picture.height].map((at) => ({ at, from: -Infinity, to: Infinity }));
  for (const [i, shape] of shapes.entries()) {
    if (!shape || i === except) continue;
    const box = boxOf(shape.points);
    const [right, bottom] = [box.x + box.width, box.y + box.height];
    for (const at of [box.x, right]) x.push({ at, from: box.y, to: bottom });
    for (const at of [box.y, bottom]) y.push({ at, from: box.x, to: right });
  }
  return { x, y };
}

/** The nearest line within reach, as seen from a range on the other axis. */
function nearestLine(
  lines: readonly SnapLine[],
  place: number,
  [from, to]: readonly [number, number],
  { reach, gap }: SnapReach,
): number | null {
  let [found, least]: [number | null, number] = [null, reach];
  for (const line of lines) {
    const away = Math.abs(line.at - place);
    if (away > least || (found !== null && away === least)) continue;
    if (to < line.from - gap || from > line.to + gap) continue;
    [found, least] = [line.at, away];
  }
  return found;
}

/** Pull a point, such as a corner that is dragged, to lines on both axes. */
export function snapPoint(
  at: ImagePoint,
  targets: SnapTargets,
  reach: SnapReach,
): { point: ImagePoint; guides: Guides } {
  const x = nearestLine(targets.x, at[0], [at[1], at[1]], reach);
  const y = nearestLine(targets.y, at[1], [at[0], at[0]], reach);
  return { point: imagePoint(x ?? at[0], y ?? at[1]), guides: { x, y } };
}

/** Pull a box that is moved, without changing its size: on each axis by the edge that is nearer to a line. */
export function snapBox(box: Box, targets: SnapTargets, reach: SnapReach): { dx: number; dy: number; guides: Guides } {
  const across = snapSide(box.x, box.width, targets.x, [box.y, box.y + box.height], reach);
  const along = snapSide(box.y, box.height, targets.y, [box.x, box.x + box.width], reach);
  return { dx: across.by, dy: along.by, guides: { x: across.line, y: along.line } };
}

function snapSide(
  start: number,
  length: number,
  lines: readonly SnapLine[],
  range: readonly [number, number],
  reach: SnapReach,
): { by: number; line: number | null } {
  const pulls = [start, start + length].flatMap((edge) => {
    const line = nearestLine(lines, edge, range, reach);
    return line === null ? [] : [{ by: line - edge, line }];
  });
  const [first, second] = pulls;
  if (!first) return { by: 0, line: null };
  return second && Math.abs(second.by) < Math.abs(first.by) ? second : first;
}

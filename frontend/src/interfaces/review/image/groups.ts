/**
 * Which shapes of several annotators are meant to be the same thing, and whether they agree on it.
 *
 * Each shape belongs to one group, and a group has at most one shape of each version. Pairs that overlap most are put
 * together first.
 */
import { iou } from "../../../geometry/overlap";
import type { Pair } from "../../../geometry/points";
import { boxOf } from "../../../geometry/shapes";

/** From this intersection over union on, two shapes are about the same thing. */
export const SAME_THING = 0.3;
/** From this one on they are in the same place, unless the recipe says another one (`review --iou`). */
export const SAME_PLACE = 0.8;
/** Of two shapes that overlap about alike, that with the same label is meant. */
const LABEL_BONUS = 0.25;

export interface DrawnShape {
  /** Index of the version. */
  version: number;
  /** Index among the shapes of the version. */
  index: number;
  label: string;
  points: readonly Pair[];
}

/** In what annotators differ; "agreed": in nothing. The first that applies. */
export type Difference = "agreed" | "missing" | "label" | "place";

export interface ShapeGroup {
  /** One per version that has it, in the order of the versions. */
  members: readonly DrawnShape[];
  /** The lowest intersection over union of any two of them; null for a single one. */
  overlap: number | null;
  difference: Difference;
}

/** How much two shapes have in common, without measuring what can't meet. Two of the same are measured once. */
export function overlapOf(a: readonly Pair[], b: readonly Pair[]): number {
  const [one, other] = [boxOf(a), boxOf(b)];
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const along = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (!(across > 0 && along > 0)) return 0;
  const areas = [one.width * one.height, other.width * other.height] as const;
  if (isBox(a) && isBox(b)) return (across * along) / (areas[0] + areas[1] - across * along);
  return iou(a, b);
}

/** Whether an outline is an upright box: what fills all of the box around it has four corners on it. */
function isBox(points: readonly Pair[]): boolean {
  if (points.length !== 4) return false;
  const { x, y, width, height } = boxOf(points);
  const isCorner = ([px, py]: Pair) => (px === x || px === x + width) && (py === y || py === y + height);
  return points.every((point, i) => {
    const next = points[(i + 1) % 4]!;
    return isCorner(point) && (point[0] === next[0]) !== (point[1] === next[1]);
  });
}

interface Match {
  one: DrawnShape;
  other: DrawnShape;
  overlap: number;
}

function findMatches(shapes: readonly DrawnShape[]): Match[] {
  const boxes = shapes.map(({ points }) => boxOf(points));
  const order = shapes.map((_, i) => i).sort((i, j) => boxes[i]!.x - boxes[j]!.x);
  const matches: Match[] = [];
  for (const [at, i] of order.entries()) {
    const right = boxes[i]!.x + boxes[i]!.width;
    for (let next = at + 1; next < order.length && boxes[order[next]!]!.x < right; next++) {
      const [one, other] = [shapes[i]!, shapes[order[next]!]!];
      if (one.version === other.version) continue;
      const overlap = overlapOf(one.points, other.points);
      if (overlap >= SAME_THING) matches.push({ one, other, overlap });
    }
  }
  const weight = ({ one, other, overlap }: Match) => overlap + (one.label === other.label ? LABEL_BONUS : 0);
  return matches.sort((a, b) => weight(b) - weight(a));
}

/**
 * Group the shapes of all versions.
 *
 * count: How many versions there are, also such without shapes. samePlace: See SAME_PLACE. RETURNS: The groups from top
 * to bottom.
 */
export function groupShapes(
  shapes: readonly DrawnShape[],
  count: number,
  { samePlace = SAME_PLACE }: { samePlace?: number } = {},
): ShapeGroup[] {
  const groupOf = new Map<DrawnShape, DrawnShape[]>(shapes.map((shape) => [shape, [shape]]));
  for (const { one, other } of findMatches(shapes)) {
    const [group, joined] = [groupOf.get(one)!, groupOf.get(other)!];
    if (group === joined || group.some((a) => joined.some((b) => a.version === b.version))) continue;
    group.push(...joined);
    for (const shape of joined) groupOf.set(shape, group);
  }
  return [...new Set(groupOf.values())]
    .map((members) => describeGroup(members, count, samePlace))
    .sort((a, b) => topOf(a) - topOf(b) || leftOf(a) - leftOf(b));
}

function describeGroup(unsorted: DrawnShape[], count: number, samePlace: number): ShapeGroup {
  const members = unsorted.sort((a, b) => a.version - b.version);
  let overlap: number | null = null;
  for (const [i, one] of members.entries()) {
    for (const other of members.slice(i + 1)) overlap = Math.min(overlap ?? 1, overlapOf(one.points, other.points));
  }
  const difference =
    members.length < count
      ? "missing"
      : members.some(({ label }) => label !== members[0]!.label)
        ? "label"
        : overlap !== null && overlap < samePlace
          ? "place"
          : "agreed";
  return { members, overlap, difference };
}

const topOf = ({ members }: ShapeGroup) => boxOf(members[0]!.points).y;
const leftOf = ({ members }: ShapeGroup) => boxOf(members[0]!.points).x;

/** Index of the group that a shape of the final annotation is about, or -1. What is the same as a member is exact. */
export function groupFor(groups: readonly ShapeGroup[], label: string, points: readonly Pair[]): number {
  let [found, most] = [-1, SAME_THING];
  for (const [i, { members }] of groups.entries()) {
    for (const member of members) {
      const overlap = overlapOf(member.points, points);
      const weight = overlap + (overlap >= SAME_THING && member.label === label ? LABEL_BONUS : 0);
      if (weight >= most && (found < 0 || weight > most)) [found, most] = [i, weight];
    }
  }
  return found;
}

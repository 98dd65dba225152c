/** What the final annotation of an image says about each group of shapes, and how to take over another one's. */
import { readShape, type StoredShape } from "../../../geometry/stored";
import type { Pair } from "../../../geometry/points";
import { labelText } from "./labelText";
import { groupFor, type DrawnShape, type ShapeGroup } from "./groups";

/** What stands in the final annotation for a group: a member, nothing, or what the reviewer has drawn. */
export type Choice = DrawnShape | "none" | "own";

export interface Final {
  /** Of each group, in their order. */
  choices: readonly Choice[];
  /** Of each group: indexes of the final shapes that are about it. */
  places: readonly (readonly number[])[];
}

/** The shapes of a version or of the final annotation that can be drawn. */
export function drawnShapes(spans: unknown, version: number): DrawnShape[] {
  if (!Array.isArray(spans)) return [];
  return spans.flatMap((span, index) => {
    const { shape } = readShape(span);
    return shape ? [{ version, index, label: labelText(span), points: shape.points }] : [];
  });
}

export function readFinal(groups: readonly ShapeGroup[], spans: unknown): Final {
  const places: number[][] = groups.map(() => []);
  const choices: Choice[] = groups.map(() => "none");
  const shapes = drawnShapes(spans, -1);
  const exact = exactPlaces(groups);
  for (const shape of shapes) {
    const member = exact.get(keyOf(shape));
    const at = member ? member.group : groupFor(groups, shape.label, shape.points);
    if (at < 0) continue;
    places[at]!.push(shape.index);
    if (places[at]!.length === 1) choices[at] = member?.shape ?? "own";
  }
  return { choices, places };
}

/** The members of all groups by what they say, so that a final shape that was taken over is found at once. */
function exactPlaces(groups: readonly ShapeGroup[]): Map<string, { group: number; shape: DrawnShape }> {
  const found = new Map<string, { group: number; shape: DrawnShape }>();
  for (const [group, { members }] of groups.entries()) {
    for (const shape of members) {
      const key = keyOf(shape);
      if (!found.has(key)) found.set(key, { group, shape });
    }
  }
  return found;
}

const keyOf = ({ label, points }: { label: string; points: readonly Pair[] }) => JSON.stringify([label, points]);

export const isSameShape = (a: DrawnShape, b: DrawnShape): boolean => keyOf(a) === keyOf(b);

/** The different shapes among the members, each with the versions that have exactly it. */
export function candidatesOf({ members }: ShapeGroup): { shape: DrawnShape; versions: number[] }[] {
  const found = new Map<string, { shape: DrawnShape; versions: number[] }>();
  for (const shape of members) {
    const before = found.get(keyOf(shape));
    if (before) before.versions.push(shape.version);
    else found.set(keyOf(shape), { shape, versions: [shape.version] });
  }
  return [...found.values()];
}

/**
 * Put one annotator's shape, or none, into the final annotation.
 *
 * spans: The final annotation; what else is in it stays. stored: The shape as its annotator stored it; null takes the
 * group's shapes away. places: Where in it the shapes of the group are now. RETURNS: A new list.
 */
export function takeShape(spans: unknown, stored: StoredShape | null, places: readonly number[]): StoredShape[] {
  const now = Array.isArray(spans) ? (spans as StoredShape[]) : [];
  const [first, ...others] = places;
  if (first === undefined) return stored ? [...now, structuredClone(stored)] : [...now];
  return now.flatMap((span, i) => {
    if (i === first) return stored ? [structuredClone(stored)] : [];
    return others.includes(i) ? [] : [span];
  });
}

/** The candidate behind the one in use; behind the last one none at all, and then the first. Null stands for none. */
export function nextCandidate(group: ShapeGroup, choice: Choice): DrawnShape | null {
  const candidates = candidatesOf(group);
  if (choice === "none" || choice === "own") return candidates[0]!.shape;
  const at = candidates.findIndex(({ shape }) => isSameShape(shape, choice));
  return candidates[at + 1]?.shape ?? null;
}

/** The next group, in a direction, in which annotators differ; around the end. -1 if there is none. */
export function nextDifference(groups: readonly ShapeGroup[], from: number, by: 1 | -1): number {
  const count = groups.length;
  for (let step = 1; step <= count; step++) {
    const at = ((((from < 0 && by < 0 ? 0 : from) + by * step) % count) + count) % count;
    if (groups[at]!.difference !== "agreed") return at;
  }
  return -1;
}

/** How much two shapes have in common. */
import type { Pair } from "./points";

type Edge = readonly [upper: Pair, lower: Pair];

/** The surface that two outlines share (px²), exact also where they are bent inwards or cross themselves (even-odd). */
export function sharedArea(a: readonly Pair[], b: readonly Pair[]): number {
  return overSlabs(a, b, (inA, inB) => inA && inB);
}

/**
 * Intersection over union, from 0 (nothing in common) to 1 (the same surface). Jaccard, 1912. 0 for two shapes without
 * a surface.
 */
export function iou(a: readonly Pair[], b: readonly Pair[]): number {
  const union = overSlabs(a, b, (inA, inB) => inA || inB);
  return union > 0 ? Math.min(1, sharedArea(a, b) / union) : 0;
}

/**
 * Cut both outlines into horizontal slabs in which no edges cross: what lies between two edges is a trapezoid, as wide
 * on average as in the middle of the slab.
 */
function overSlabs(a: readonly Pair[], b: readonly Pair[], counts: (inA: boolean, inB: boolean) => boolean): number {
  const edges = [edgesOf(a), edgesOf(b)] as const;
  const levels = levelsOf([...edges[0], ...edges[1]]);
  let area = 0;
  for (let i = 1; i < levels.length; i++) {
    const [top, bottom] = [levels[i - 1]!, levels[i]!];
    area += widthAt(edges, (top + bottom) / 2, counts) * (bottom - top);
  }
  return area;
}

function edgesOf(points: readonly Pair[]): Edge[] {
  return points.flatMap((point, i): Edge[] => {
    const next = points[(i + 1) % points.length]!;
    if (point[1] === next[1]) return [];
    return [point[1] < next[1] ? [point, next] : [next, point]];
  });
}

/** Every height at which edges begin, end or cross. */
function levelsOf(edges: readonly Edge[]): number[] {
  const levels = new Set<number>();
  for (const [upper, lower] of edges) levels.add(upper[1]).add(lower[1]);
  for (let i = 0; i < edges.length; i++) {
    for (let j = i + 1; j < edges.length; j++) {
      const y = crossing(edges[i]!, edges[j]!);
      if (y !== null) levels.add(y);
    }
  }
  return [...levels].sort((one, other) => one - other);
}

const slopeOf = ([upper, lower]: Edge) => (lower[0] - upper[0]) / (lower[1] - upper[1]);
const placeAt = (edge: Edge, y: number) => edge[0][0] + slopeOf(edge) * (y - edge[0][1]);

function crossing(one: Edge, other: Edge): number | null {
  const [top, bottom] = [Math.max(one[0][1], other[0][1]), Math.min(one[1][1], other[1][1])];
  if (top >= bottom) return null;
  const [before, behind] = [placeAt(one, top) - placeAt(other, top), placeAt(one, bottom) - placeAt(other, bottom)];
  if (before * behind >= 0) return null;
  return top + ((bottom - top) * before) / (before - behind);
}

function widthAt(
  edges: readonly [readonly Edge[], readonly Edge[]],
  y: number,
  counts: (inA: boolean, inB: boolean) => boolean,
): number {
  const crossed = edges.flatMap((list, which) =>
    list.filter(([upper, lower]) => upper[1] <= y && y < lower[1]).map((edge) => ({ x: placeAt(edge, y), which })),
  );
  crossed.sort((one, other) => one.x - other.x);
  const isIn = [false, false];
  let [width, from] = [0, 0];
  for (const { x, which } of crossed) {
    if (counts(isIn[0]!, isIn[1]!)) width += x - from;
    isIn[which] = !isIn[which];
    from = x;
  }
  return width;
}

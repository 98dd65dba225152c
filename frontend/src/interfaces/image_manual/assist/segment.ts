/**
 * Asking the recipe for the outline of what somebody points at: the event hook `segment`.
 *
 * The hook gets `image`, `width`, `height` and `point` ([x, y]) or `box` ([x, y, width, height]), all in px of the
 * picture, and returns `{"points": [[x, y], ...]}`, or no points if there is nothing to see.
 */
import { clampPoint, roundPoint, type Box, type ImagePoint, type Pair, type Size } from "../../../geometry/points";
import { isOutside, type Shape } from "../../../geometry/shapes";
import { readShape } from "../../../geometry/stored";

export const SEGMENT_HOOK = "segment";

/** What a hook is called with. */
export interface SegmentRequest extends Size {
  image: string;
  point?: Pair;
  box?: readonly [x: number, y: number, width: number, height: number];
}

export type SegmentAnswer = { shape: Shape; problem: null } | { shape: null; problem: "nothing" | "malformed" };

/** Whether the recipe offers the hook. */
export function offersSegments(config: { event_hooks?: unknown }): boolean {
  return Array.isArray(config.event_hooks) && config.event_hooks.includes(SEGMENT_HOOK);
}

export function segmentRequest(image: string, size: Size, at: ImagePoint | Box): SegmentRequest {
  const picture = { image, width: size.width, height: size.height };
  if (!("width" in at)) return { ...picture, point: [...roundPoint(at)] as unknown as Pair };
  const [x, y] = roundPoint([at.x, at.y]);
  const [width, height] = roundPoint([at.width, at.height]);
  return { ...picture, box: [x, y, width, height] };
}

/** Read what a hook returned. Points outside of the picture are put on its edge. */
export function readSegment(answer: unknown, size: Size): SegmentAnswer {
  const points = typeof answer === "object" && answer !== null ? (answer as { points?: unknown }).points : answer;
  if (points === null || points === undefined || (Array.isArray(points) && points.length === 0)) {
    return { shape: null, problem: "nothing" };
  }
  const { shape, problem } = readShape({ type: "polygon", points });
  if (problem) return { shape: null, problem: problem === "not_numbers" ? "malformed" : "nothing" };
  if (isOutside(shape, size)) return { shape: null, problem: "nothing" };
  return { shape: { ...shape, points: shape.points.map((point) => clampPoint(point, size)) }, problem: null };
}

/** Outlines of image spans for read-only drawing. */
import type { Span } from "../../model/parts";
import type { Task } from "../../model/task";

export type Point = [x: number, y: number];

const isPoint = (point: unknown): point is Point =>
  Array.isArray(point) && point.length === 2 && point.every((value) => Number.isFinite(value));

/** Corners in the image's coordinates; derived from x, y, width and height if there are no points. Null: no shape. */
export function outlineOf(span: Span): Point[] | null {
  const { points, x, y, width, height } = span as Record<string, unknown>;
  if (Array.isArray(points) && points.length >= 3 && points.every(isPoint)) return points;
  if (![x, y, width, height].every((value) => typeof value === "number" && Number.isFinite(value))) return null;
  const [left, top] = [x as number, y as number];
  const [right, bottom] = [left + (width as number), top + (height as number)];
  return [
    [left, top],
    [left, bottom],
    [right, bottom],
    [right, top],
  ];
}

/** The coordinate space of the shapes: the task's own size if it has one, else the size of the file in pixels. */
export function imageSize(
  task: Partial<Task>,
  natural: { width: number; height: number },
): { width: number; height: number } {
  const { width, height } = task as Record<string, unknown>;
  if (typeof width === "number" && typeof height === "number" && width > 0 && height > 0) return { width, height };
  return natural;
}

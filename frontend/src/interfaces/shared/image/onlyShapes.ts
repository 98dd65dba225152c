/** Which spans of a task are shapes: a picture may stand beside a text, whose spans are no business of the picture. */
import type { ImageSpan } from "../../../model/parts";

const isGiven = (value: unknown) => value !== undefined && value !== null;

/** Whether a span is about characters, and says nothing about a place in a picture. */
export function isTextSpan(span: unknown): boolean {
  if (typeof span !== "object" || span === null) return false;
  const { start, end, points, x, y } = span as Record<string, unknown>;
  return typeof start === "number" && typeof end === "number" && ![points, x, y].some(isGiven);
}

/** RETURNS: The spans without those of a text; the same list if there are none. */
export function onlyShapes(spans: readonly ImageSpan[]): readonly ImageSpan[] {
  return spans.some(isTextSpan) ? spans.filter((span) => !isTextSpan(span)) : spans;
}

/** Whether something says where it is in a picture, as a span of a text does not. */
export function isShapeLike(item: unknown): boolean {
  if (typeof item !== "object" || item === null) return false;
  const { points, x, y, width, height } = item as Record<string, unknown>;
  return Array.isArray(points) || [x, y, width, height].every((value) => typeof value === "number");
}

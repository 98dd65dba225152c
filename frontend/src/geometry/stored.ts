/**
 * Shapes as tasks store them, read with patience and written exactly.
 *
 * A rectangle has `x`, `y`, `width`, `height`, `points` and `center`, a polygon or freehand shape its `points` and
 * `type`. All other keys belong to somebody else and stay as they are.
 */
import { imagePoint, round, roundMiddle, roundPoint, type Box, type ImagePoint, type Pair } from "./points";
import { areaOf, boxOf, centerOf, cornersOf, rectOf, SHAPE_KINDS, type Shape, type ShapeKind } from "./shapes";

export type StoredShape = Record<string, unknown>;

/** Why something is no shape that could be drawn. */
export type ShapeProblem = "not_object" | "unknown_type" | "no_place" | "not_numbers" | "too_few_points" | "no_surface";

export type ReadShape = { shape: Shape; problem: null } | { shape: null; problem: ShapeProblem };

const bad = (problem: ShapeProblem): ReadShape => ({ shape: null, problem });
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isPair = (value: unknown): value is Pair => Array.isArray(value) && value.length === 2 && value.every(isNumber);

const isKind = (value: unknown): value is ShapeKind => SHAPE_KINDS.includes(value as ShapeKind);

/**
 * Read a shape that may have come from anywhere: with points only, with x, y, width and height only, or with both, in
 * which case the points count.
 *
 * RETURNS: The shape, or null and why there is none. Numbers are those of the data, not rounded.
 */
export function readShape(stored: unknown): ReadShape {
  if (typeof stored !== "object" || stored === null || Array.isArray(stored)) return bad("not_object");
  const { type, points } = stored as StoredShape;
  const isTyped = type !== undefined && type !== null && type !== "";
  if (isTyped && !isKind(type)) return bad("unknown_type");
  const kind = isTyped ? (type as ShapeKind) : null;
  const outline = readPoints(points, kind);
  if (outline && !outline.problem) return outline;
  const box = readBox(stored as StoredShape);
  return box && !box.problem ? box : (outline ?? box ?? bad("no_place"));
}

function readPoints(points: unknown, kind: ShapeKind | null): ReadShape | null {
  if (points === undefined || points === null || (Array.isArray(points) && points.length === 0)) return null;
  if (!Array.isArray(points) || !points.every(isPair)) return bad("not_numbers");
  const outline = points.map(([x, y]) => imagePoint(x, y));
  if (outline.length < 3) return bad("too_few_points");
  if (!(areaOf(outline) > 0) && !hasExtent(outline)) return bad("no_surface");
  const isRect = kind !== "polygon" && kind !== "freehand" && isUpright(outline);
  if (isRect) return { shape: rectOf(boxOf(outline)), problem: null };
  // What is called a rectangle, and is turned, can be handled like a polygon only.
  return { shape: { kind: kind === "freehand" ? "freehand" : "polygon", points: outline }, problem: null };
}

/** Outlines that cross themselves may have no surface by the formula, and are seen all the same. */
function hasExtent(points: readonly ImagePoint[]): boolean {
  const { width, height } = boxOf(points);
  return points.length > 3 && width > 0 && height > 0;
}

/** Whether four points are the corners of an upright rectangle, from any of them in either direction. */
function isUpright(points: readonly ImagePoint[]): boolean {
  if (points.length !== 4) return false;
  const box = boxOf(points);
  if (!(box.width > 0 && box.height > 0)) return false;
  const corners = cornersOf(box);
  const places = points.map(([x, y]) => corners.findIndex(([cx, cy]) => cx === x && cy === y));
  if (places.includes(-1)) return false;
  const step = (places[1]! - places[0]! + 4) % 4;
  return (step === 1 || step === 3) && places.every((place, i) => place === (places[0]! + i * step) % 4);
}

function readBox({ x, y, width, height }: StoredShape): ReadShape | null {
  const given = [x, y, width, height];
  if (given.every((value) => value === undefined || value === null)) return null;
  if (!given.every(isNumber)) return bad("not_numbers");
  const [left, top, across, along] = given as [number, number, number, number];
  if (!(across > 0 && along > 0)) return bad("no_surface");
  return { shape: rectOf({ x: left, y: top, width: across, height: along }), problem: null };
}

/** The keys that a rectangle is stored with, rounded to a tenth. `center` is the exact middle of what is stored. */
export function storedBox(box: Box): Box & { points: Pair[]; center: Pair } {
  const [x, y] = [round(box.x), round(box.y)];
  const [right, bottom] = [round(box.x + box.width), round(box.y + box.height)];
  const stored = { x, y, width: round(right - x), height: round(bottom - y) };
  const points = cornersOf(stored).map(roundPoint);
  const [centerX, centerY] = centerOf(stored);
  return { ...stored, points, center: [roundMiddle(centerX), roundMiddle(centerY)] };
}

const BOX_KEYS = ["x", "y", "width", "height", "center"] as const;

/**
 * Put a shape into what is stored of it.
 *
 * before: What was stored; its other keys, and the order of all of them, stay. RETURNS: A new object.
 */
export function storeShape(shape: Shape, before: StoredShape = {}): StoredShape {
  if (shape.kind === "rect") {
    const { type } = before;
    const stored = { ...before, ...storedBox(boxOf(shape.points)) };
    return isKind(type) && type !== "rect" ? { ...stored, type: "rect" } : stored;
  }
  const points = shape.points.map(roundPoint);
  const stored: StoredShape = { ...before, points, type: shape.kind };
  // A box that somebody else wrote there must not tell another story than the points.
  const box = storedBox(boxOf(points));
  for (const key of BOX_KEYS) if (isGiven(before[key])) stored[key] = box[key];
  return stored;
}

const isGiven = (value: unknown) => value !== undefined && value !== null;

/** Whether a drawn shape would be stored as it is stored already, so that nothing has changed. */
export function isStoredAs(shape: Shape, before: StoredShape): boolean {
  const { shape: read } = readShape(before);
  return read !== null && read.kind === shape.kind && JSON.stringify(read.points) === JSON.stringify(shape.points);
}

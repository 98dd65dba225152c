/**
 * Shapes that somebody else suggests, and nobody has looked at yet: those of a model (`suggested: true` in the task),
 * and those of the picture before.
 *
 * A suggestion becomes a shape like others when it is accepted, and is no part of an answer before.
 */
import type { StoredShape } from "../../../geometry/stored";

export const isSuggested = (shape: unknown): boolean =>
  typeof shape === "object" && shape !== null && (shape as StoredShape).suggested === true;

/** A suggestion as the shape that it becomes. Its other keys, such as a score, stay. */
export function accepted(shape: StoredShape): StoredShape {
  const { suggested: _, ...rest } = shape;
  return rest;
}

/** Accept some suggestions of a task, where they are. RETURNS: The same list if none of them was one. */
export function acceptAt(shapes: readonly StoredShape[], indexes: readonly number[]): readonly StoredShape[] {
  const wanted = new Set(indexes.filter((index) => shapes[index] && isSuggested(shapes[index])));
  return wanted.size === 0 ? shapes : shapes.map((shape, i) => (wanted.has(i) ? accepted(shape) : shape));
}

/** Dismiss some suggestions of a task. RETURNS: The same list if none of them was one. */
export function dismissAt(shapes: readonly StoredShape[], indexes: readonly number[]): readonly StoredShape[] {
  const wanted = new Set(indexes.filter((index) => shapes[index] && isSuggested(shapes[index])));
  return wanted.size === 0 ? shapes : shapes.filter((_, i) => !wanted.has(i));
}

/** Indexes of all suggestions. */
export function suggestedIndexes(shapes: readonly StoredShape[]): number[] {
  return shapes.flatMap((shape, i) => (isSuggested(shape) ? [i] : []));
}

/** The suggestion that is looked at after one was accepted or dismissed: the next one in order, or from the start; -1. */
export function nextSuggestion(shapes: readonly StoredShape[], from: number): number {
  const all = suggestedIndexes(shapes);
  return all.find((index) => index >= from) ?? all[0] ?? -1;
}

/** What an answer keeps: everything but suggestions. RETURNS: The same list if there are none. */
export function withoutSuggestions<T>(shapes: readonly T[]): readonly T[] {
  const kept = shapes.filter((shape) => !isSuggested(shape));
  return kept.length === shapes.length ? shapes : kept;
}

/** Changes of the task's list of shapes. Nothing is changed in place; what nobody touches stays the same object. */
import { clampBox, moveShape, stretchShape, boxOf, type Shape } from "../../geometry/shapes";
import type { Box, Size } from "../../geometry/points";
import { readShape, storeShape } from "../../geometry/stored";
import type { ImageSpan } from "../../model/parts";

export type Spans = readonly ImageSpan[];

/** An edit, and which shape is selected after it; -1 for none. */
export interface Edit {
  spans: Spans;
  selected: number;
}

export function addShape(spans: Spans, shape: Shape, label: string | null): Edit {
  const span = storeShape(shape, {}) as ImageSpan;
  if (label !== null) span.label = label;
  return { spans: [...spans, span], selected: spans.length };
}

export const changeSpan = (spans: Spans, index: number, change: (span: ImageSpan) => ImageSpan): Edit => ({
  spans: spans.map((span, i) => (i === index ? change(span) : span)),
  selected: index,
});

/** Somebody has had a hand in it, so a suggestion is none any more. */
export function replaceShape(spans: Spans, index: number, shape: Shape): Edit {
  return changeSpan(spans, index, (span) => agreed(storeShape(shape, span) as ImageSpan));
}

function agreed(span: ImageSpan): ImageSpan {
  if (span.suggested !== true) return span;
  const { suggested: _, ...rest } = span;
  return rest;
}

/** colors: Of a label; a colour that the data say is exchanged where it was that of the label before. */
export function relabelShape(spans: Spans, index: number, label: string, colorOf: (label: string) => string): Edit {
  return changeSpan(spans, index, (span) => {
    const { color, label: before } = span;
    const isOfLabel = typeof color === "string" && before !== undefined && color === colorOf(before);
    return agreed({ ...span, label, ...(isOfLabel ? { color: colorOf(label) } : {}) });
  });
}

export const deleteShape = (spans: Spans, index: number): Edit => ({
  spans: spans.filter((_, i) => i !== index),
  selected: -1,
});

export function toggleLock(spans: Spans, index: number): Edit {
  return changeSpan(spans, index, (span) => {
    const { locked, ...rest } = span;
    return locked === true ? rest : { ...rest, locked: true };
  });
}

/** Px: how far a copy lies beside what it was made of. */
const BESIDE = 10;

/** Put in a copy, beside what is there at its place already, and on the picture. Keys that name one shape are left out. */
export function pasteShape(spans: Spans, copied: ImageSpan, size: Size): Edit | null {
  let { shape } = readShape(copied);
  if (!shape) return null;
  const taken = new Set(spans.map((span) => JSON.stringify(readShape(span).shape?.points)));
  const fitting = (one: Shape) => {
    const { width, height } = boxOf(one.points);
    const isTooLarge = width > size.width || height > size.height;
    return isTooLarge ? stretchShape(one, clampBox(boxOf(one.points), size)) : moveShape(one, 0, 0, size);
  };
  shape = fitting(shape);
  for (let i = 0; i < 50 && taken.has(JSON.stringify(shape.points)); i++)
    shape = moveShape(shape, BESIDE, BESIDE, size);
  const { id: _id, locked: _locked, suggested: _suggested, ...rest } = copied;
  return { spans: [...spans, storeShape(shape, rest) as ImageSpan], selected: spans.length };
}

/** A new shape in the middle of what is seen, a third of it wide and high. */
export function middleShape(kind: Shape["kind"], seen: Box): Shape {
  const [width, height] = [seen.width / 3, seen.height / 3];
  const box = { x: seen.x + width, y: seen.y + height, width, height };
  return stretchShape({ kind, points: kind === "rect" ? [] : START }, box);
}

/** A polygon to begin with, when it is made by keys: eight corners around a box. */
const START = [
  [1, 0],
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 3],
  [3, 2],
  [3, 1],
  [2, 0],
] as unknown as Shape["points"];

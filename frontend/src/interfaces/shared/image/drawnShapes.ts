/** The shapes of a task as they are drawn: outline, colour, label. */
import { boxOf, isOutside, type Shape } from "../../../geometry/shapes";
import type { Box, Size } from "../../../geometry/points";
import { readShape, type ShapeProblem } from "../../../geometry/stored";
import type { ImageSpan, Span } from "../../../model/parts";
import type { Theme } from "../../../model/theme";
import { isLabel, spanColor, textColorOn } from "../labels";

export interface DrawnShape {
  /** In the task's list. */
  index: number;
  span: ImageSpan;
  shape: Shape;
  box: Box;
  color: string;
  /** Of text on the colour. */
  textColor: string;
  label: string | null;
  isLocked: boolean;
  /** Proposed by a model, and nobody has agreed yet. */
  isSuggested: boolean;
}

export interface ShapeModel {
  shapes: readonly DrawnShape[];
  /** What can't be drawn, with the reason. It stays in the data. */
  broken: readonly { index: number; problem: ShapeProblem }[];
}

const NO_SPANS: readonly ImageSpan[] = [];

/** The shapes that a task has under a key. Anything but a list counts as none. */
export function spansOf(task: Record<string, unknown>, key = "spans"): readonly ImageSpan[] {
  const spans = task[key];
  return Array.isArray(spans) ? (spans as ImageSpan[]) : NO_SPANS;
}

/**
 * order: Labels in the order that gives them their colours. before: The last result; shapes that have not changed are
 * the same objects as in it.
 */
export function drawShapes(
  spans: readonly ImageSpan[],
  order: readonly string[],
  theme: Theme,
  before?: ShapeModel,
): ShapeModel {
  const known = new Map(before?.shapes.map((drawn) => [drawn.span, drawn]));
  const broken: { index: number; problem: ShapeProblem }[] = [];
  const shapes = spans.flatMap((span, index) => {
    const { shape, problem } = readShape(span);
    if (!shape) {
      broken.push({ index, problem });
      return [];
    }
    const color = spanColor(span as unknown as Span, order, theme, "images");
    const old = known.get(span);
    return old && old.index === index && old.color === color ? [old] : [drawn(span, index, shape, color)];
  });
  return { shapes, broken };
}

function drawn(span: ImageSpan, index: number, shape: Shape, color: string): DrawnShape {
  return {
    index,
    span,
    shape,
    box: boxOf(shape.points),
    color,
    textColor: textColorOn(color),
    label: isLabel(span.label) ? String(span.label) : null,
    isLocked: span.locked === true,
    isSuggested: span.suggested === true,
  };
}

/** How many shapes lie beside the picture, where nobody sees them. */
export const countOutside = ({ shapes }: ShapeModel, size: Size): number =>
  shapes.filter(({ shape }) => isOutside(shape, size)).length;

/** The `points` attribute of an outline. */
export const pointsText = ({ points }: Shape): string => points.map(([x, y]) => `${x},${y}`).join(" ");

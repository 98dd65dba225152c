/** Which unit a key leads to. */
import { rangeBetween } from "../../text/selection";
import type { TokenRange } from "../../text/alignSpans";
import type { Units } from "../shared/arcs/units";

type List = readonly Pick<Units["list"][number], "from" | "to" | "isInert">[];

/** The next unit in that direction that can be chosen; the same one if there is none. */
export function stepUnit(list: List, unit: number, direction: 1 | -1): number {
  for (let i = unit + direction; i >= 0 && i < list.length; i += direction) if (!list[i]?.isInert) return i;
  return unit;
}

/** The first and the last unit that can be chosen; -1 if there is none. */
export const firstUnit = (list: List) => list.findIndex(({ isInert }) => !isInert);
export const lastUnit = (list: List) => list.findLastIndex(({ isInert }) => !isInert);

/** The tokens of two units and all between them, in either order. */
export function unitRange(list: List, a: number, b: number): TokenRange {
  const { from, to } = rangeBetween(a, b);
  return { from: list[from]?.from ?? from, to: list[to]?.to ?? to };
}

/**
 * The unit that a key leads to; null for keys that move nothing.
 *
 * otherLine: The unit on the next line in that direction.
 */
export function unitTarget(
  key: string,
  { list, unit, isRtl }: { list: List; unit: number; isRtl: boolean },
  otherLine: (direction: 1 | -1) => number | undefined,
): number | null {
  // Left is left, also in text that runs from right to left.
  const forward = isRtl ? "ArrowLeft" : "ArrowRight";
  switch (key) {
    case "ArrowLeft":
    case "ArrowRight":
      return stepUnit(list, unit, key === forward ? 1 : -1);
    case "ArrowDown":
      return otherLine(1) ?? unit;
    case "ArrowUp":
      return otherLine(-1) ?? unit;
    case "Home":
      return firstUnit(list);
    case "End":
      return lastUnit(list);
    default:
      return null;
  }
}

/** What of the state of the text concerns one line, so that the other lines are not drawn anew. */
import { clipRange } from "../../../text/layout";
import type { TokenRange } from "../../../text/alignSpans";
import { MAX_STEP, neededHeight, type ArcLine, type UnitLine } from "./layout";
import type { Units } from "./units";

/** Units and arcs are -1 for none. */
export interface ArcState {
  cursor: number;
  /** The unit that is the head of a relation in the making. */
  pending: number;
  /** In tokens. */
  selection: TokenRange | null;
  selectedUnit: number;
  selectedArc: number;
  focusedArcs: ReadonlySet<number> | null;
}

export interface LineState extends Omit<ArcState, "selection"> {
  /** The selected tokens of the line; from -1 to -2 where it has none: so that no token is in it. */
  selectedFrom: number;
  selectedTo: number;
}

export function lineState(line: UnitLine, arcLine: ArcLine, { list }: Pick<Units, "list">, state: ArcState): LineState {
  const [first, end] = [line.units[0]?.unit ?? 0, line.units.at(-1)?.unit ?? -1];
  const here = (unit: number) => (unit >= first && unit <= end ? unit : -1);
  const part = clipRange(state.selection, { from: list[first]?.from ?? 0, to: list[end]?.to ?? -1 });
  const has = (isMeant: (arc: number) => boolean) => arcLine.pieces.some(({ arc }) => isMeant(arc));
  const { focusedArcs, selectedArc } = state;
  return {
    cursor: here(state.cursor),
    pending: here(state.pending),
    selectedUnit: here(state.selectedUnit),
    selectedFrom: part ? part.from : -1,
    selectedTo: part ? part.to : -2,
    // The others fade by the class of the container.
    focusedArcs: focusedArcs && has((arc) => focusedArcs.has(arc)) ? focusedArcs : null,
    selectedArc: has((arc) => arc === selectedArc) ? selectedArc : -1,
  };
}

/** Height of the arcs above a line (px): what is allowed, or what they need to be told apart. */
export function lineHeight({ levels }: Pick<ArcLine, "levels">, allowed: number): number {
  return Math.min(Math.max(allowed, neededHeight(levels)), neededHeight(levels, MAX_STEP));
}

/** Where units, arcs and their labels stand. Measures, and keeps what has not moved. */
import { useMemo, type RefObject } from "react";
import { useKept } from "../../../hooks/useKept";
import type { Token } from "../../../model/parts";
import type { Theme } from "../../../model/theme";
import type { TokenRange } from "../../../text/alignSpans";
import { keepList } from "../../../text/sameList";
import { isNewlineToken } from "../../../text/tokens";
import { keepLines, layoutArcs, placeUnits, type ArcLine, type Piece, type UnitLine, type UnitSize } from "./layout";
import { makeLabelMeasure, useFontVersion, useInnerWidth, useUnitWidths } from "./measure";
import { labelOf, type Arc, type Units } from "./units";

/** Space between units (px): where the text has whitespace, and where it has none. */
const WIDE_GAP = 9;
const NARROW_GAP = 3;
const NO_GHOST = { head: -1, child: -1 };

export interface ArcPlacesInput {
  tokens: readonly Token[];
  gaps: readonly string[];
  units: Units;
  arcs: readonly Arc[];
  isWrapped: boolean;
  theme: Theme;
  containerRef: RefObject<HTMLDivElement | null>;
  /** A relation in the making: from its head to the unit that is pointed at. */
  ghost?: { head: number; child: number } | null;
  /** How much larger than usual the text is drawn. */
  zoom?: number;
}

export interface ArcPlaces {
  /** One per unit. */
  keys: readonly string[];
  sizes: readonly UnitSize[];
  lines: readonly UnitLine[];
  /** One per line. */
  arcLines: readonly ArcLine[];
  ghosts: readonly (Piece | null)[];
  /** Nothing is measured yet. */
  isUnmeasured: boolean;
  /** Some widths are being measured. */
  isWaiting: boolean;
}

export function useArcPlaces(input: ArcPlacesInput): ArcPlaces {
  const { tokens, gaps, units, arcs, isWrapped, theme, containerRef, zoom = 1 } = input;
  const fontVersion = useFontVersion();
  const available = useInnerWidth(containerRef);
  /** Width of a line; null: one row that scrolls. */
  const room = isWrapped && available !== 0 ? available : null;
  const keys = useKept<readonly string[]>((before) => keepList(before, unitKeys(units)), [units]);
  const measured = useUnitWidths(containerRef, keys, units.ofToken, `${fontVersion} ${room ?? "row"} ${zoom}`);
  const widths = measured?.widths ?? null;
  const sizes = useMemo(
    () => units.list.map((unit, i): UnitSize => unitSize(tokens, gaps[unit.to] ?? "", unit, widths?.[i] ?? 0)),
    [units, tokens, gaps, widths],
  );
  const lines = useKept<readonly UnitLine[]>(
    (before) => keepLines(before ?? [], placeUnits(sizes, room)),
    [sizes, room],
  );
  const { fontSecondary } = theme;
  const measure = useMemo(() => makeLabelMeasure(fontSecondary, fontVersion), [fontSecondary, fontVersion]);
  const arcLines = useKept<readonly ArcLine[]>(
    (before) => {
      const ends = arcs.map(({ head, child, relation }) => ({
        head,
        child,
        labelWidth: measure(labelOf(relation.label)),
      }));
      return layoutArcs(lines, ends, room, before ?? []);
    },
    [lines, arcs, measure, room],
  );
  const { head, child } = input.ghost ?? NO_GHOST;
  const ghosts = useMemo(
    () =>
      head < 0 ? [] : layoutArcs(lines, [{ head, child, labelWidth: 0 }], room).map(({ pieces }) => pieces[0] ?? null),
    [lines, head, child, room],
  );
  const isWaiting = measured !== null && !measured.isComplete;
  return { keys, sizes, lines, arcLines, ghosts, isUnmeasured: widths === null, isWaiting };
}

/** A unit with the same key is drawn alike. */
export function unitKeys({ list }: Pick<Units, "list">): string[] {
  return list.map(({ from, to, span }) => `${from} ${to} ${span ? (span.label ?? "") : ""}`);
}

export function unitSize(tokens: readonly Token[], gap: string, unit: TokenRange, width: number): UnitSize {
  const last = tokens[unit.to] as Token;
  const isBreak = isNewlineToken(last) || gap.includes("\n");
  const isGone = unit.from === unit.to && (last.style as { display?: string } | undefined)?.display === "none";
  const isGlued = gap === "" && !isBreak;
  return { width, gap: isGone ? 0 : isGlued ? NARROW_GAP : WIDE_GAP, isGlued, breaksAfter: isBreak };
}

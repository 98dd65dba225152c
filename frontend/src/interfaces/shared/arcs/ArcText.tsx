/**
 * A text as units with arcs above them. Draws only: pointer and keys are handled by listeners on the container.
 *
 * Units carry `data-unit` with the position of their first token, tokens `data-token`, arcs and their labels
 * `data-relation` with a position in the list of arcs.
 */
import { useMemo, type ReactNode, type RefObject } from "react";
import { useKept } from "../../../hooks/useKept";
import type { Token } from "../../../model/parts";
import type { AppConfig } from "../../../model/config";
import type { Theme } from "../../../model/theme";
import type { TokenRange } from "../../../text/alignSpans";
import { clipRange } from "../../../text/layout";
import { keepList } from "../../../text/sameList";
import { isNewlineToken } from "../../../text/tokens";
import { textLanguage } from "../direction";
import { ArcLineBox } from "./ArcLineBox";
import {
  keepLines,
  layoutArcs,
  MAX_STEP,
  neededHeight,
  placeUnits,
  type ArcLine,
  type UnitLine,
  type UnitSize,
} from "./layout";
import { makeLabelMeasure, useFontVersion, useInnerWidth, useUnitWidths } from "./measure";
import { labelOf, type Arc, type Units } from "./units";
import "../content.css";
import "../spans.css";
import "./arcs.css";

/** Space between units (px): where the text has whitespace, and where it has none. */
const WIDE_GAP = 9;
const NARROW_GAP = 3;
const NO_GHOST = { head: -1, child: -1 };

export interface ArcTextProps {
  tokens: readonly Token[];
  gaps: readonly string[];
  units: Units;
  arcs: readonly Arc[];
  /** Colour per arc, and per unit with a span; null: a bare token. */
  arcColors: readonly string[];
  unitColors: readonly (string | null)[];
  isWrapped: boolean;
  isRtl: boolean;
  hasArrows: boolean;
  hidesNewlines: boolean;
  /** The most that arcs take as long as they can be told apart in it (px). */
  height: number;
  config: AppConfig;
  theme: Theme;
  containerRef: RefObject<HTMLDivElement | null>;
  label: string;
  describedBy?: string;
  /** The unit that takes the focus; -1: units are not controls. */
  cursor?: number;
  /** The unit that is the head of a relation in the making. */
  pending?: number;
  /** Units under the pointer or the keyboard selection. */
  selection?: TokenRange | null;
  selectedUnit?: number;
  selectedArc?: number;
  /** Arcs to look at; the others fade. */
  focusedArcs?: ReadonlySet<number> | null;
  /** A relation in the making: from its head to the unit that is pointed at. */
  ghost?: { head: number; child: number } | null;
  /** How much larger than usual the text is drawn. */
  zoom?: number;
  className?: string;
  children?: ReactNode;
}

export function ArcText(props: ArcTextProps) {
  const { tokens, gaps, units, arcs, arcColors, unitColors, isWrapped, isRtl, config, theme, containerRef } = props;
  const fontVersion = useFontVersion();
  const available = useInnerWidth(containerRef);
  const isRow = !isWrapped || available === 0;
  const keys = useKept<readonly string[]>(
    (before) =>
      keepList(
        before,
        units.list.map(({ from, to, span }) => `${from} ${to} ${span ? (span.label ?? "") : ""}`),
      ),
    [units],
  );
  const measured = useUnitWidths(
    containerRef,
    keys,
    units.ofToken,
    `${fontVersion} ${isRow ? "row" : available} ${props.zoom ?? 1}`,
  );
  const widths = measured?.widths ?? null;
  const sizes = useMemo(
    () => units.list.map((unit, i): UnitSize => unitSize(tokens, gaps[unit.to] ?? "", unit, widths?.[i] ?? 0)),
    [units, tokens, gaps, widths],
  );
  const lines = useKept<readonly UnitLine[]>(
    (before) => keepLines(before ?? [], placeUnits(sizes, isRow ? null : available)),
    [sizes, isRow, available],
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
      return layoutArcs(lines, ends, isRow ? null : available, before ?? []);
    },
    [lines, arcs, measure, isRow, available],
  );
  const { zoom = 1 } = props;
  const { head, child } = props.ghost ?? NO_GHOST;
  const ghosts = useMemo(
    () => (head < 0 ? [] : layoutArcs(lines, [{ head, child, labelWidth: 0 }], isRow ? null : available)),
    [lines, head, child, isRow, available],
  );

  const {
    cursor = -1,
    pending = -1,
    selection = null,
    selectedUnit = -1,
    selectedArc = -1,
    focusedArcs = null,
  } = props;
  let className = "prodigy-arcs prodigy-scrolls";
  if (isWrapped) className += " prodigy-arcs-wrapped";
  if (focusedArcs) className += " prodigy-arcs-focusing";
  if (widths === null) className += " prodigy-arcs-unmeasured";
  return (
    <div
      ref={containerRef}
      className={`${className} ${props.className ?? ""}`}
      role="group"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      dir={isRtl ? "rtl" : "ltr"}
      lang={textLanguage(config)}
      // A row that scrolls must be reachable by key also where nothing in it can be chosen.
      tabIndex={cursor < 0 && !isWrapped ? 0 : undefined}
      data-prodigy-no-swipe=""
      style={zoom === 1 ? undefined : { zoom }}
    >
      {lines.map((line, i) => {
        const arcLine = arcLines[i] as ArcLine;
        const most = Math.max(props.height, neededHeight(arcLine.levels));
        const [first, end] = [line.units[0]?.unit ?? 0, line.units.at(-1)?.unit ?? -1];
        const here = (unit: number) => (unit >= first && unit <= end ? unit : -1);
        const bounds = { from: units.list[first]?.from ?? 0, to: units.list[end]?.to ?? -1 };
        const part = clipRange(selection, bounds);
        return (
          <ArcLineBox
            key={i}
            {...{ line, arcLine, arcs, arcColors, unitColors, units, keys, sizes, tokens, gaps, isRtl, theme }}
            height={Math.min(most, neededHeight(arcLine.levels, MAX_STEP))}
            ghost={ghosts[i]?.pieces[0] ?? null}
            isWaiting={measured !== null && !measured.isComplete}
            hasArrows={props.hasArrows}
            hidesNewlines={props.hidesNewlines}
            isControl={cursor >= 0}
            cursor={here(cursor)}
            pending={here(pending)}
            selectedUnit={here(selectedUnit)}
            selectedFrom={part ? part.from : -1}
            selectedTo={part ? part.to : -2}
            // The others fade by the class of the container.
            focusedArcs={focusedArcs && arcLine.pieces.some(({ arc }) => focusedArcs.has(arc)) ? focusedArcs : null}
            selectedArc={arcLine.pieces.some(({ arc }) => arc === selectedArc) ? selectedArc : -1}
          />
        );
      })}
      {props.children}
    </div>
  );
}

function unitSize(tokens: readonly Token[], gap: string, unit: TokenRange, width: number): UnitSize {
  const last = tokens[unit.to] as Token;
  const isBreak = isNewlineToken(last) || gap.includes("\n");
  const isGone = unit.from === unit.to && (last.style as { display?: string } | undefined)?.display === "none";
  const isGlued = gap === "" && !isBreak;
  return { width, gap: isGone ? 0 : isGlued ? NARROW_GAP : WIDE_GAP, isGlued, breaksAfter: isBreak };
}

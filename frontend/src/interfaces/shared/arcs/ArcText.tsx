/**
 * A text as units with arcs above them. Draws only: pointer and keys are handled by listeners on the container.
 *
 * Units carry `data-unit` with the position of their first token, tokens `data-token`, arcs and their labels
 * `data-relation` with a position in the list of arcs.
 */
import { useMemo, type ReactNode, type RefObject } from "react";
import type { AppConfig, Theme, Token } from "../../types";
import type { TokenRange } from "../../../text/alignSpans";
import { isNewlineToken } from "../../../text/tokens";
import { textLanguage } from "../direction";
import { ArcLayer } from "./ArcLayer";
import { layoutArcs, levelStep, MAX_STEP, neededHeight, placeUnits, type UnitSize } from "./layout";
import { makeLabelMeasure, useFontVersion, useInnerWidth, useUnitWidths } from "./measure";
import { UnitBox } from "./UnitBox";
import type { Arc, Units } from "./units";
import "../content.css";
import "../spans.css";
import "./arcs.css";

/** Space between units (px): where the text has whitespace, and where it has none. */
const WIDE_GAP = 9;
const NARROW_GAP = 3;

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
  /** Height of the space for arcs (px): as given, or at most that much. */
  height: number;
  isHeightFixed: boolean;
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
  className?: string;
  children?: ReactNode;
}

export function ArcText(props: ArcTextProps) {
  const { tokens, gaps, units, arcs, arcColors, unitColors, isWrapped, isRtl, config, theme, containerRef } = props;
  const fontVersion = useFontVersion();
  const available = useInnerWidth(containerRef);
  const isRow = !isWrapped || available === 0;
  const keys = useMemo(
    () => units.list.map(({ from, to, span }) => `${from} ${to} ${span ? (span.label ?? "") : ""}`),
    [units],
  );
  const keyOf = (position: number) => keys[units.ofToken[position] ?? -1];
  const measured = useUnitWidths(containerRef, keys, keyOf, `${fontVersion} ${isRow ? "row" : available}`);
  const widths = measured?.widths ?? null;
  const sizes = useMemo(
    () => units.list.map((unit, i): UnitSize => unitSize(tokens, gaps[unit.to] ?? "", unit, widths?.[i] ?? 0)),
    // The widths are a new list with every render; their contents count.
    [units, tokens, gaps, widths?.join(" ")],
  );
  const lines = useMemo(() => placeUnits(sizes, isRow ? null : available), [sizes, isRow, available]);
  const measure = useMemo(() => makeLabelMeasure(theme.fontSecondary), [theme.fontSecondary, fontVersion]);
  const arcLines = useMemo(() => {
    const ends = arcs.map(({ head, child, relation }) => ({ head, child, labelWidth: measure(labelOf(relation.label)) }));
    return layoutArcs(lines, ends, isRow ? null : available);
  }, [lines, arcs, measure, isRow, available]);

  const { cursor = -1, pending = -1, selection = null, selectedUnit = -1, selectedArc = -1, focusedArcs = null } = props;
  let className = "prodigy-arcs";
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
    >
      {lines.map((line, i) => {
        const arcLine = arcLines[i] as (typeof arcLines)[number];
        const most = Math.max(props.height, neededHeight(arcLine.levels));
        const height = props.isHeightFixed ? most : Math.min(most, neededHeight(arcLine.levels, MAX_STEP));
        return (
          <div key={i} className="prodigy-arc-line" style={{ paddingTop: height }}>
            <ArcLayer
              isWaiting={measured !== null && !measured.isComplete}
              pieces={arcLine.pieces}
              width={arcLine.width}
              height={height}
              step={levelStep(arcLine.levels, height)}
              arcs={arcs}
              colors={arcColors}
              isRtl={isRtl}
              hasArrows={props.hasArrows}
              selectedArc={selectedArc}
              focusedArcs={focusedArcs}
              theme={theme}
            />
            <div className="prodigy-arc-units">
              {line.units.map(({ unit: index }) => {
                const unit = units.list[index] as (typeof units.list)[number];
                const isSelected = selection !== null && unit.from <= selection.to && unit.to >= selection.from;
                return (
                  <UnitBox
                    key={keys[index]}
                    from={unit.from}
                    to={unit.to}
                    label={unit.span ? (unit.span.label ?? "") : null}
                    color={unitColors[index] ?? null}
                    isInert={unit.isInert}
                    isControl={cursor >= 0 && !unit.isInert}
                    isCursor={index === cursor}
                    state={index === pending ? "pending" : index === selectedUnit ? "selected" : isSelected ? "marked" : ""}
                    gap={(sizes[index] as UnitSize).gap}
                    tokens={tokens}
                    gaps={gaps}
                    hidesNewlines={props.hidesNewlines}
                  />
                );
              })}
            </div>
          </div>
        );
      })}
      {props.children}
    </div>
  );
}

export function labelOf(label: unknown): string {
  return typeof label === "string" ? label : "";
}

function unitSize(tokens: readonly Token[], gap: string, unit: TokenRange, width: number): UnitSize {
  const last = tokens[unit.to] as Token;
  const isBreak = isNewlineToken(last) || gap.includes("\n");
  const isGone = unit.from === unit.to && (last.style as { display?: string } | undefined)?.display === "none";
  const isGlued = gap === "" && !isBreak;
  return { width, gap: isGone ? 0 : isGlued ? NARROW_GAP : WIDE_GAP, isGlued, breaksAfter: isBreak };
}

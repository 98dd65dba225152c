/** The arcs of one line and their labels. Hidden from screen readers, which get the relations as a table. */
import { memo } from "react";
import { ensureContrast, readableTextColor } from "../../../theme";
import type { Theme } from "../../../model/theme";
import { arrowPath, FIRST_LEVEL, mirrorPiece, piecePath, type Piece } from "./layout";
import { labelOf, type Arc, type Relation } from "./units";

/** Lines are figures: they need this contrast to the card. */
const LINE_RATIO = 3;
/** At least the padding of the text (px). */
const RUN_OUT = 40;
/** Between the end of an arc and the box below it (px). */
const FOOT = 3;

interface ArcLayerProps {
  /** Widths are being measured: what is drawn stays until they are known. */
  isWaiting: boolean;
  pieces: readonly Piece[];
  width: number;
  height: number;
  step: number;
  arcs: readonly Arc[];
  colors: readonly string[];
  isRtl: boolean;
  hasArrows: boolean;
  selectedArc: number;
  focusedArcs: ReadonlySet<number> | null;
  theme: Theme;
}

export const ArcLayer = memo(drawLayer, (_, next) => next.isWaiting);

function drawLayer(props: ArcLayerProps) {
  const { width, height, step, arcs, colors, isRtl, selectedArc, focusedArcs, theme } = props;
  if (props.pieces.length === 0) return null;
  const drawn = props.pieces.map((piece) => {
    const top = height - FIRST_LEVEL - (piece.level - 1) * step;
    const color = colors[piece.arc] ?? theme.bgHighlight;
    return {
      piece: isRtl ? mirrorPiece(piece, width) : piece,
      key: `${relationId(arcs[piece.arc]?.relation)} ${piece.kind}`,
      top,
      color,
      label: labelOf(arcs[piece.arc]?.relation.label),
      isSelected: piece.arc === selectedArc,
      isFocused: focusedArcs?.has(piece.arc) ?? false,
    };
  });
  return (
    <div className="prodigy-arc-layer" style={{ width }} aria-hidden="true">
      <svg width={width} height={height}>
        {drawn.map(({ piece, key, top, color, label, isSelected, isFocused }) => {
          const foot = height - FOOT;
          // Relative to its own left end: when text before it grows, an arc only moves.
          const own = runOut({ ...piece, x1: 0, x2: piece.x2 - piece.x1 });
          const xOf = (end: "x1" | "x2" | null) => (end === null ? null : end === "x1" ? 0 : piece.x2 - piece.x1);
          const tipX = props.hasArrows ? xOf(piece.childAt) : null;
          return (
            <ArcShape
              key={key}
              arc={piece.arc}
              x={piece.x1}
              label={label}
              line={piecePath(own, top, foot - (tipX === null ? 0 : 0.5))}
              arrow={tipX === null ? "" : arrowPath(tipX, foot + 1)}
              dotX={xOf(piece.headAt)}
              dotY={foot}
              color={lineColor(color, theme.bgCard)}
              isSelected={isSelected}
              isFocused={isFocused}
            />
          );
        })}
      </svg>
      {drawn.map(({ piece, key, top, color, label, isSelected, isFocused }) => (
        <ArcLabel
          key={key}
          arc={piece.arc}
          label={label}
          x={piece.labelX}
          y={top}
          color={color}
          border={lineColor(color, theme.bgCard)}
          isSelected={isSelected}
          isFocused={isFocused}
        />
      ))}
    </div>
  );
}

/** Half as high as the lowest arc: it must not look like one that is there already. */
const GHOST_TOP = FIRST_LEVEL - 8;

export function GhostArc({
  piece,
  width,
  height,
  isRtl,
}: {
  piece: Piece;
  width: number;
  height: number;
  isRtl: boolean;
}) {
  const drawn = runOut(isRtl ? mirrorPiece(piece, width) : piece);
  const tipX = drawn.childAt === null ? null : drawn[drawn.childAt];
  const foot = height - FOOT;
  return (
    <svg className="prodigy-arc-layer prodigy-arc-ghost" width={width} height={height} aria-hidden="true">
      <path d={piecePath(drawn, height - GHOST_TOP, foot)} />
      {tipX !== null && <path className="prodigy-relation-arrow" d={arrowPath(tipX, foot + 1)} />}
    </svg>
  );
}

/** Stubs run off the card at the end of a line, and come in again at the start of another one. */
function runOut(piece: Piece): Piece {
  if (piece.kind === "out") return { ...piece, x2: piece.x2 + RUN_OUT };
  return piece.kind === "in" ? { ...piece, x1: piece.x1 - RUN_OUT } : piece;
}

const ids = new WeakMap<Relation, number>();
let nextId = 0;

/** Untouched relations keep their identity through edits, so that only what changes is drawn anew. */
function relationId(relation: Relation | undefined): number {
  if (!relation) return -1;
  const known = ids.get(relation);
  if (known !== undefined) return known;
  ids.set(relation, (nextId += 1));
  return nextId;
}

const lineColors = new Map<string, string>();

function lineColor(color: string, background: string): string {
  const key = `${color} ${background}`;
  const known = lineColors.get(key);
  if (known) return known;
  const made = ensureContrast(color, background, LINE_RATIO);
  lineColors.set(key, made);
  return made;
}

interface ArcShapeProps {
  arc: number;
  x: number;
  label: string;
  line: string;
  arrow: string;
  dotX: number | null;
  dotY: number;
  color: string;
  isSelected: boolean;
  isFocused: boolean;
}

function stateClass({ isSelected, isFocused }: { isSelected: boolean; isFocused: boolean }): string {
  return `${isSelected ? " prodigy-relation-selected" : ""}${isFocused ? " prodigy-relation-focused" : ""}`;
}

const ArcShape = memo(function ArcShape(props: ArcShapeProps) {
  const { arc, x, line, arrow, dotX, dotY, color } = props;
  return (
    <g
      className={`prodigy-relation${stateClass(props)}`}
      data-relation={arc}
      data-label={props.label}
      stroke={color}
      fill={color}
      transform={`translate(${Math.round(x * 10) / 10} 0)`}
    >
      <path className="prodigy-relation-hit" d={line} />
      <path className="prodigy-relation-line" d={line} />
      {arrow && <path className="prodigy-relation-arrow" d={arrow} />}
      {dotX !== null && <circle cx={dotX} cy={dotY} r={2.5} stroke="none" />}
    </g>
  );
});

interface ArcLabelProps {
  arc: number;
  label: string;
  x: number;
  y: number;
  color: string;
  border: string;
  isSelected: boolean;
  isFocused: boolean;
}

const ArcLabel = memo(function ArcLabel(props: ArcLabelProps) {
  const { arc, label, x, y, color, border } = props;
  return (
    <span
      className={`prodigy-relation-label${stateClass(props)}`}
      data-relation={arc}
      title={label}
      style={{ left: x, top: y, color: readableTextColor(color), background: color, borderColor: border }}
    >
      <bdi>{label}</bdi>
      {props.isSelected && (
        <i className="prodigy-relation-remove" data-relation-remove="">
          ×
        </i>
      )}
    </span>
  );
});

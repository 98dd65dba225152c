/** One line of units with the arcs above it. Redrawn only when something in it looks different. */
import { memo } from "react";
import type { Token } from "../../../model/parts";
import type { Theme } from "../../../model/theme";
import { ArcLayer, GhostArc } from "./ArcLayer";
import { levelStep, type ArcLine, type Piece, type UnitLine, type UnitSize } from "./layout";
import { UnitBox } from "./UnitBox";
import type { Arc, Unit, Units } from "./units";

interface ArcLineBoxProps {
  line: UnitLine;
  arcLine: ArcLine;
  arcs: readonly Arc[];
  arcColors: readonly string[];
  unitColors: readonly (string | null)[];
  units: Units;
  /** One per unit. */
  keys: readonly string[];
  sizes: readonly UnitSize[];
  tokens: readonly Token[];
  gaps: readonly string[];
  height: number;
  /** What this line shows of a relation in the making. */
  ghost: Piece | null;
  /** Widths are being measured: arcs stay where they are until these are known. */
  isWaiting: boolean;
  isRtl: boolean;
  hasArrows: boolean;
  hidesNewlines: boolean;
  theme: Theme;
  /** Units can be chosen. */
  isControl: boolean;
  /** Units and arcs of this line; -1 for none. */
  cursor: number;
  pending: number;
  selectedUnit: number;
  selectedArc: number;
  selectedFrom: number;
  selectedTo: number;
  focusedArcs: ReadonlySet<number> | null;
}

export const ArcLineBox = memo(function ArcLineBox(props: ArcLineBoxProps) {
  const { line, arcLine, units, keys, sizes, height, cursor, pending, selectedUnit, selectedFrom, selectedTo } = props;
  return (
    <div className="prodigy-arc-line" style={{ paddingTop: height }}>
      <ArcLayer
        isWaiting={props.isWaiting}
        pieces={arcLine.pieces}
        width={arcLine.width}
        height={height}
        step={levelStep(arcLine.levels, height)}
        arcs={props.arcs}
        colors={props.arcColors}
        isRtl={props.isRtl}
        hasArrows={props.hasArrows}
        selectedArc={props.selectedArc}
        focusedArcs={props.focusedArcs}
        theme={props.theme}
      />
      {props.ghost && <GhostArc piece={props.ghost} width={arcLine.width} height={height} isRtl={props.isRtl} />}
      <div className="prodigy-arc-units">
        {line.units.map(({ unit: index }) => {
          const unit = units.list[index] as Unit;
          const isMarked = unit.from <= selectedTo && unit.to >= selectedFrom;
          return (
            <UnitBox
              key={keys[index]}
              from={unit.from}
              to={unit.to}
              label={unit.span ? (unit.span.label ?? "") : null}
              color={props.unitColors[index] ?? null}
              isInert={unit.isInert}
              isControl={props.isControl && !unit.isInert}
              isCursor={index === cursor}
              state={index === pending ? "pending" : index === selectedUnit ? "selected" : isMarked ? "marked" : ""}
              gap={(sizes[index] as UnitSize).gap}
              tokens={props.tokens}
              gaps={props.gaps}
              hidesNewlines={props.hidesNewlines}
            />
          );
        })}
      </div>
    </div>
  );
}, isSameLine);

/** Lists for the whole text are new with every edit; only what the line takes from them counts. */
const LISTS = new Set<keyof ArcLineBoxProps>(["arcs", "arcColors"]);

function isSameLine(a: ArcLineBoxProps, b: ArcLineBoxProps): boolean {
  for (const key of Object.keys(a) as (keyof ArcLineBoxProps)[]) if (!LISTS.has(key) && a[key] !== b[key]) return false;
  return b.arcLine.pieces.every(
    ({ arc }) => a.arcs[arc]?.relation === b.arcs[arc]?.relation && a.arcColors[arc] === b.arcColors[arc],
  );
}

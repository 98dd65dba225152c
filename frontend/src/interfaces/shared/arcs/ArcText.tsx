/**
 * A text as units with arcs above them. Draws only: pointer and keys are handled by listeners on the container.
 *
 * Units carry `data-unit` with the position of their first token, tokens `data-token`, arcs and their labels
 * `data-relation` with a position in the list of arcs.
 */
import type { ReactNode } from "react";
import type { AppConfig } from "../../../model/config";
import type { TokenRange } from "../../../text/alignSpans";
import { textLanguage } from "../direction";
import { ArcLineBox } from "./ArcLineBox";
import { lineHeight, lineState } from "./lineState";
import { useArcPlaces, type ArcPlacesInput } from "./useArcPlaces";
import "../content.css";
import "../spans.css";
import "./arcs.css";

export interface ArcTextProps extends ArcPlacesInput {
  /** Colour per arc, and per unit with a span; null: a bare token. */
  arcColors: readonly string[];
  unitColors: readonly (string | null)[];
  isRtl: boolean;
  hasArrows: boolean;
  hidesNewlines: boolean;
  /** The most that arcs take as long as they can be told apart in it (px). */
  height: number;
  config: AppConfig;
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
  const { tokens, gaps, units, arcs, arcColors, unitColors, isWrapped, isRtl, theme, containerRef } = props;
  const { cursor = -1, pending = -1, selection = null, selectedUnit = -1, selectedArc = -1 } = props;
  const { focusedArcs = null, ghost = null, zoom = 1 } = props;
  const places = useArcPlaces({ tokens, gaps, units, arcs, isWrapped, theme, containerRef, ghost, zoom });
  const { keys, sizes, lines, arcLines, ghosts, isUnmeasured, isWaiting } = places;
  let className = "prodigy-arcs prodigy-scrolls";
  if (isWrapped) className += " prodigy-arcs-wrapped";
  if (focusedArcs) className += " prodigy-arcs-focusing";
  if (isUnmeasured) className += " prodigy-arcs-unmeasured";
  return (
    <div
      ref={containerRef}
      className={`${className} ${props.className ?? ""}`}
      role="group"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      dir={isRtl ? "rtl" : "ltr"}
      lang={textLanguage(props.config)}
      // A row that scrolls must be reachable by key also where nothing in it can be chosen.
      tabIndex={cursor < 0 && !isWrapped ? 0 : undefined}
      data-prodigy-no-swipe=""
      style={zoom === 1 ? undefined : { zoom }}
    >
      {lines.map((line, i) => {
        const arcLine = arcLines[i]!;
        return (
          <ArcLineBox
            key={i}
            {...{ line, arcLine, arcs, arcColors, unitColors, units, keys, sizes, tokens, gaps, isRtl, theme }}
            {...{ isWaiting, hasArrows: props.hasArrows, hidesNewlines: props.hidesNewlines }}
            {...lineState(line, arcLine, units, { cursor, pending, selection, selectedUnit, selectedArc, focusedArcs })}
            height={lineHeight(arcLine, props.height)}
            ghost={ghosts[i] ?? null}
            isControl={cursor >= 0}
          />
        );
      })}
      {props.children}
    </div>
  );
}

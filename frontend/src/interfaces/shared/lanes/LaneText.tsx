/** A text of tokens with overlapping spans. Draws only: pointer and keys are handled by listeners on the container. */
import { useRef, type ReactNode, type RefObject } from "react";
import type { Token } from "../../../model/parts";
import type { AppConfig } from "../../../model/config";
import type { TokenRange } from "../../../text/alignSpans";
import { fillCut } from "../../../text/blocks";
import { clipRange } from "../../../text/layout";
import { textDirection, textLanguage } from "../direction";
import type { TokenStyle } from "../tokens/TokenChunk";
import { NO_PREVIEW, usePreview, type Preview } from "../tokens/preview";
import { useBlocks } from "../tokens/useBlocks";
import { fitChips } from "./chipFit";
import { LaneChunk } from "./LaneChunk";
import type { LaneSpan } from "./laneSpan";
import { chunkState } from "../tokens/chunkState";
import "../content.css";
import "../spans.css";
import "../tokens/tokens.css";
import "./lanes.css";

export interface LaneTextProps {
  tokens: readonly Token[];
  gaps: readonly string[];
  spans: readonly LaneSpan[];
  style: TokenStyle;
  config: AppConfig;
  containerRef?: RefObject<HTMLDivElement | null>;
  /** Tokens of the keyboard selection, or of one that waits for its label. */
  selection?: TokenRange | null;
  /** Tokens under a pointer that drags. */
  preview?: Preview;
  selectionColor?: string;
  /** The token that takes the focus; -1: none. */
  cursor?: number;
  /** The span that is drawn above all others, which are dimmed. */
  raised?: LaneSpan | undefined;
  selected?: LaneSpan | undefined;
  /** Name for screen readers; without one the text is just text. */
  label?: string;
  describedBy?: string;
  removeLabel?: string | null;
  /** "tags": one centred label per token. */
  variant?: "spans" | "tags";
  className?: string;
  children?: ReactNode;
}

export function LaneText(props: LaneTextProps) {
  const { tokens, gaps, spans, style, config, cursor = -1, raised, selected, removeLabel = null } = props;
  const ownRef = useRef<HTMLDivElement>(null);
  const container = props.containerRef ?? ownRef;
  const { chunks, isDrawn, onDrawn } = useBlocks({
    container,
    tokens,
    gaps,
    spans,
    fill: fillCut<LaneSpan>,
    onMoved: fitChips,
  });
  const selection = usePreview(props.preview ?? NO_PREVIEW) ?? props.selection ?? null;
  const isInteractive = props.label !== undefined;
  return (
    <div
      ref={container}
      className={[
        "prodigy-tokens prodigy-text prodigy-lanes",
        props.className ?? "prodigy-text-small",
        props.variant === "tags" ? "prodigy-lanes-tags" : "",
        isInteractive ? "" : "prodigy-lanes-static",
        raised ? "prodigy-lanes-raised" : "",
      ].join(" ")}
      role={isInteractive ? "group" : undefined}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      dir={textDirection(config)}
      lang={textLanguage(config)}
      style={{ "--selection-color": props.selectionColor } as React.CSSProperties}
    >
      {chunks.map((chunk) => {
        const { isInUse, ...state } = chunkState(chunk, cursor, selection);
        const has = (span: LaneSpan | undefined) => (span && clipRange(span, chunk) ? span.key : 0);
        return (
          <LaneChunk
            key={chunk.id}
            chunk={chunk}
            tokens={tokens}
            gaps={gaps}
            style={style}
            {...state}
            isDrawn={isInUse || isDrawn(chunk)}
            raised={has(raised)}
            selected={has(selected)}
            removeLabel={removeLabel}
            onDrawn={onDrawn}
          />
        );
      })}
      {props.children}
    </div>
  );
}

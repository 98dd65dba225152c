/** A text of tokens with overlapping spans. Draws only: pointer and keys are handled by listeners on the container. */
import { useMemo, useRef, type ReactNode, type RefObject } from "react";
import type { AppConfig, Token } from "../../types";
import type { TokenRange } from "../../../text/alignSpans";
import { clipRange } from "../../../text/layout";
import { makeLaneChunks } from "../../../text/lanes";
import { textDirection, textLanguage } from "../direction";
import type { TokenStyle } from "../tokens/TokenChunk";
import { LAZY_MIN_TOKENS } from "../tokens/TokenText";
import { useNearChunks } from "../tokens/useNearChunks";
import { LaneChunk } from "./LaneChunk";
import type { LaneSpan } from "./laneSpan";
import { useChipFit } from "./useChipFit";
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
  /** Tokens under the pointer or the keyboard selection. */
  selection?: TokenRange | null;
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
  const { tokens, gaps, spans, style, config, selection = null, cursor = -1, raised, selected, removeLabel = null } = props;
  const ownRef = useRef<HTMLDivElement>(null);
  const container = props.containerRef ?? ownRef;
  const chunks = useMemo(() => makeLaneChunks(tokens.length, spans), [tokens.length, spans]);
  const isLazy = tokens.length > LAZY_MIN_TOKENS;
  const near = useNearChunks(container, isLazy, chunks.length);
  useChipFit(container, [spans, near]);
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
        const hasCursor = cursor >= chunk.from && cursor <= chunk.to;
        const part = clipRange(selection, chunk);
        const has = (span: LaneSpan | undefined) => (span && clipRange(span, chunk) ? span.key : 0);
        return (
          <LaneChunk
            key={chunk.id}
            id={chunk.id}
            from={chunk.from}
            to={chunk.to}
            spans={chunk.spans}
            tokens={tokens}
            gaps={gaps}
            style={style}
            isDrawn={!isLazy || hasCursor || part !== null || near.has(chunk.id)}
            cursor={hasCursor ? cursor : -1}
            selectedFrom={part ? part.from : -1}
            selectedTo={part ? part.to : -2}
            raised={has(raised)}
            selected={has(selected)}
            removeLabel={removeLabel}
          />
        );
      })}
      {props.children}
    </div>
  );
}

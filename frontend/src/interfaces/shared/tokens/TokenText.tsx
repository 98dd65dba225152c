/**
 * A text as selectable tokens with spans.
 *
 * Draws only: pointer and keyboard are handled by listeners on the container, never per token. The text is cut into
 * chunks (text/layout.ts) that are compared by value, so that an edit or a moving selection redraws one or two of them.
 * In very long texts, chunks that have not been near the window yet draw their tokens as one run of text, which looks
 * the same and costs almost nothing.
 */
import { useMemo, type ReactNode, type RefObject } from "react";
import type { AppConfig, Token } from "../../types";
import { clipRange, makeChunks } from "../../../text/layout";
import type { TokenRange } from "../../../text/alignSpans";
import { textDirection, textLanguage } from "../direction";
import { TokenChunk, type TokenStyle } from "./TokenChunk";
import type { DrawnSpan } from "./drawnSpan";
import { useNearChunks } from "./useNearChunks";
import "../content.css";
import "../spans.css";
import "./tokens.css";

/** Texts with more tokens than this draw far chunks as plain runs. */
export const LAZY_MIN_TOKENS = 2000;

export interface TokenTextProps {
  tokens: readonly Token[];
  gaps: readonly string[];
  /** Not overlapping, sorted by start. */
  spans: readonly DrawnSpan[];
  /** Tokens under the pointer or the keyboard selection. */
  selection: TokenRange | null;
  selectionColor: string;
  /** The token that takes the focus. */
  cursor: number;
  /** Token position of the selected span. */
  selectedSpan: number | null;
  style: TokenStyle;
  config: AppConfig;
  containerRef: RefObject<HTMLDivElement | null>;
  /** Id of the description for screen readers. */
  describedBy?: string;
  label: string;
  removeLabel: string | null;
  className?: string;
  children?: ReactNode;
}

export function TokenText(props: TokenTextProps) {
  const { tokens, gaps, spans, selection, cursor, selectedSpan, style, config, containerRef } = props;
  const chunks = useMemo(() => makeChunks(tokens.length, spans), [tokens.length, spans]);
  const isLazy = tokens.length > LAZY_MIN_TOKENS;
  const near = useNearChunks(containerRef, isLazy, chunks.length);
  return (
    <div
      ref={containerRef}
      className={`prodigy-tokens prodigy-text prodigy-text-small ${props.className ?? ""}`}
      role="group"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      dir={textDirection(config)}
      lang={textLanguage(config)}
      style={{ "--selection-color": props.selectionColor } as React.CSSProperties}
    >
      {chunks.map((chunk) => {
        const hasCursor = cursor >= chunk.from && cursor <= chunk.to;
        const part = clipRange(selection, chunk);
        return (
          <TokenChunk
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
            selectedSpan={chunk.spans.some((span) => span.from === selectedSpan) ? selectedSpan : null}
            removeLabel={props.removeLabel}
          />
        );
      })}
    </div>
  );
}

/**
 * A text as selectable tokens with spans.
 *
 * Draws only: pointer and keyboard are handled by listeners on the container, never per token. The text is cut into
 * blocks (text/blocks.ts) that are compared by value, so that an edit or a moving selection redraws one or two of them.
 * In very long texts, blocks that have not been near the window yet are plain text that the browser does not lay out.
 */
import { useCallback, type ReactNode, type RefObject } from "react";
import type { Token } from "../../../model/parts";
import type { AppConfig } from "../../../model/config";
import type { TokenRange } from "../../../text/alignSpans";
import { endsLine, fillWhole, type Block, type Chunk } from "../../../text/blocks";
import { textDirection, textLanguage } from "../direction";
import type { DrawnSpan } from "./drawnSpan";
import { usePreview, type Preview } from "./preview";
import { TokenChunk, type TokenStyle } from "./TokenChunk";
import { useBlocks } from "./useBlocks";
import { chunkState } from "./chunkState";
import "../content.css";
import "../spans.css";
import "./tokens.css";

export interface TokenTextProps {
  tokens: readonly Token[];
  gaps: readonly string[];
  /** Not overlapping, sorted by start. */
  spans: readonly DrawnSpan[];
  /** Tokens of the keyboard selection, or of one that waits for its label. */
  selection: TokenRange | null;
  /** Tokens under a pointer that drags. */
  preview: Preview;
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
  const { tokens, gaps, spans, cursor, selectedSpan, style, config, containerRef } = props;
  const fill = useCallback(
    (blocks: readonly Block[], all: readonly DrawnSpan[], before: readonly Chunk<DrawnSpan>[]) =>
      fillWhole(blocks, all, (position) => endsLine(tokens, gaps, position), before),
    [tokens, gaps],
  );
  const { chunks, isDrawn, onDrawn } = useBlocks({ container: containerRef, tokens, gaps, spans, fill });
  const selection = usePreview(props.preview) ?? props.selection;
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
        const { isInUse, ...state } = chunkState(chunk, cursor, selection);
        return (
          <TokenChunk
            key={chunk.id}
            chunk={chunk}
            tokens={tokens}
            gaps={gaps}
            style={style}
            {...state}
            isDrawn={isInUse || isDrawn(chunk)}
            selectedSpan={
              selectedSpan !== null && selectedSpan >= chunk.from && selectedSpan <= chunk.to ? selectedSpan : null
            }
            removeLabel={props.removeLabel}
            onDrawn={onDrawn}
          />
        );
      })}
    </div>
  );
}

/** A run of tokens and whole spans. Redrawn only when something in it looks different. */
import { memo, type CSSProperties, type ReactNode } from "react";
import type { Token } from "../../../model/parts";
import type { Chunk } from "../../../text/blocks";
import { makeSegments } from "../../../text/layout";
import { isNewlineToken } from "../../../text/tokens";
import { ChunkFrame, isSameFrame } from "./ChunkFrame";
import { looksSame, type DrawnSpan } from "./drawnSpan";
import { plainText } from "./useBlocks";

export interface TokenStyle {
  /** Spaces, tabs and line breaks have faint symbols. */
  showWhitespace: boolean;
  /** Line breaks have no return glyph. */
  hideNewlines: boolean;
}

interface TokenChunkProps {
  chunk: Chunk<DrawnSpan>;
  tokens: readonly Token[];
  gaps: readonly string[];
  style: TokenStyle;
  /** false: the text stands there in one piece; it has not been near the window yet. */
  isDrawn: boolean;
  /** Position of the focusable token; -1: not in this chunk. */
  cursor: number;
  selectedFrom: number;
  selectedTo: number;
  selectedSpan: number | null;
  removeLabel: string | null;
  onDrawn(id: number, isNew: boolean): void;
}

export const TokenChunk = memo(drawChunk, isSameChunk);

function isSameChunk(a: TokenChunkProps, b: TokenChunkProps): boolean {
  for (const key of Object.keys(a) as (keyof TokenChunkProps)[]) {
    if (key !== "chunk" && a[key] !== b[key]) return false;
  }
  return (
    isSameFrame(a.chunk, b.chunk) && a.chunk.spans.every((span, i) => looksSame(span, b.chunk.spans[i] as DrawnSpan))
  );
}

function drawChunk(props: TokenChunkProps) {
  const { chunk, tokens, gaps, isDrawn } = props;
  return <ChunkFrame {...props}>{isDrawn ? drawSegments(props) : plainText(chunk, tokens, gaps)}</ChunkFrame>;
}

function drawSegments(props: TokenChunkProps): ReactNode[] {
  const { chunk, gaps } = props;
  const content: ReactNode[] = [];
  let run: number[] = [];
  const flush = () => {
    if (run.length > 0) content.push(...drawTokens(run, props, "all"));
    run = [];
  };
  for (const segment of makeSegments(chunk, chunk.spans)) {
    if (segment.kind === "token") {
      run.push(segment.position);
      continue;
    }
    flush();
    const { span } = segment;
    content.push(
      <Mark
        key={`s${span.from}`}
        span={span}
        isSelected={span.from === props.selectedSpan}
        removeLabel={props.removeLabel}
      >
        {drawTokens(positions(span.from, span.to), props, "between")}
      </Mark>,
    );
    const isInside = span.to >= props.selectedFrom && span.to < props.selectedTo;
    content.push(drawGap(`g${span.to}`, gaps[span.to] ?? "", isInside, props.style));
  }
  flush();
  return content;
}

function positions(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Draw tokens with the gaps after them; "between" leaves out the gap behind the last one. */
function drawTokens(run: readonly number[], props: TokenChunkProps, gapMode: "all" | "between"): ReactNode[] {
  const { tokens, gaps, style, selectedFrom, selectedTo } = props;
  const result: ReactNode[] = [];
  for (const position of run) {
    const gap = gapMode === "between" && position === run.at(-1) ? "" : (gaps[position] ?? "");
    const isSelected = position >= selectedFrom && position <= selectedTo;
    result.push(drawToken(tokens[position] as Token, position, isSelected, props));
    if (gap) result.push(drawGap(`g${position}`, gap, isSelected && position < selectedTo, style));
  }
  return result;
}

function drawToken(token: Token, position: number, isSelected: boolean, props: TokenChunkProps): ReactNode {
  const isNewline = isNewlineToken(token);
  let className = "prodigy-token";
  if (token.disabled) className += " prodigy-token-disabled";
  if (isNewline) className += " prodigy-token-newline";
  if (isSelected) className += " prodigy-token-selected";
  return (
    <span
      key={position}
      className={className}
      data-token={position}
      tabIndex={position === props.cursor ? 0 : undefined}
      style={token.style as CSSProperties | undefined}
      aria-disabled={token.disabled ? true : undefined}
    >
      {drawTokenText(token, props.style)}
    </span>
  );
}

/** What stands inside of a token. */
export function drawTokenText(token: Token, style: TokenStyle): ReactNode {
  return isNewlineToken(token) ? drawNewlines(token.text, style) : drawText(token.text, style);
}

/** One return glyph per line break, each followed by the break itself. */
function drawNewlines(text: string, style: TokenStyle): ReactNode {
  const count = text.replace(/\r\n/g, "\n").length;
  if (style.hideNewlines) return "\n".repeat(count);
  return Array.from({ length: count }, (_, i) => [
    <span key={i} className="prodigy-ws" aria-hidden="true">
      ↵
    </span>,
    "\n",
  ]);
}

/** Text whose spaces and tabs are visible if asked for. */
export function drawText(text: string, style: TokenStyle): ReactNode {
  if (!style.showWhitespace || !/\s/.test(text)) return text;
  return text.split(/(\s)/).map((part, i) => (/^\s$/.test(part) ? <Whitespace key={i} text={part} /> : part));
}

const SYMBOLS: Record<string, string> = { "\t": "⇥", "\n": "↵", "\r": "␍", "\u00a0": "⍽" };

function Whitespace({ text }: { text: string }) {
  // The character stays in place, so that lines break as without symbols; the symbol lies on top of it.
  return (
    <span className="prodigy-ws-char">
      <span className="prodigy-ws" aria-hidden="true">
        {SYMBOLS[text] ?? "·"}
      </span>
      {text}
    </span>
  );
}

function drawGap(key: string, gap: string, isSelected: boolean, style: TokenStyle): ReactNode {
  if (!gap) return null;
  // Always an element: a selection then only changes classes, and a text of any length needs no new layout.
  return (
    <span key={key} className={isSelected ? "prodigy-gap prodigy-token-selected" : "prodigy-gap"}>
      {style.showWhitespace ? drawText(gap, style) : gap}
    </span>
  );
}

interface MarkProps {
  span: DrawnSpan;
  isSelected: boolean;
  /** Name of the button that removes the span; null: no button. */
  removeLabel: string | null;
  children: ReactNode;
}

function Mark({ span, isSelected, removeLabel, children }: MarkProps) {
  const { label } = span.span;
  let className = "prodigy-span";
  if (span.isLocked) className += " prodigy-span-locked";
  if (span.isSuggested) className += " prodigy-span-suggested";
  if (isSelected) className += " prodigy-span-selected";
  const style = span.textColor
    ? ({ "--span-color": span.color, "--span-text": span.textColor, "--span-label": span.textColor } as CSSProperties)
    : undefined;
  return (
    <mark className={className} data-span={span.from} data-label={label} style={style}>
      {children}
      <span className="prodigy-span-label">
        <bdi>{label}</bdi>
        {removeLabel !== null && !span.isLocked && (
          <button
            type="button"
            className="prodigy-span-remove"
            data-remove={span.from}
            tabIndex={-1}
            aria-label={label ? removeLabel.replace("{label}", label) : removeLabel.replace("{label}", "")}
          >
            ×
          </button>
        )}
      </span>
    </mark>
  );
}

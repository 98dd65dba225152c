/**
 * A run of tokens with the bars of the spans above them. Redrawn only when something in it looks different.
 *
 * Every token and gap carries its own piece of each bar, so that bars follow the text over line wraps without being
 * measured, in either writing direction. A piece at a line's end or start has no round end: the bar goes on.
 */
import { memo, type CSSProperties, type ReactNode } from "react";
import type { Token } from "../../../model/parts";
import type { Chunk } from "../../../text/blocks";
import { spansByToken } from "../../../text/lanes";
import { textWidth } from "../../../text/textWidth";
import { isNewlineToken } from "../../../text/tokens";
import { isLabel } from "../labels";
import { ChunkFrame, isSameFrame } from "../tokens/ChunkFrame";
import { drawText, drawTokenText, type TokenStyle } from "../tokens/TokenChunk";
import { plainText } from "../tokens/useBlocks";
import { looksSameInLanes, type LaneSpan } from "./laneSpan";

export interface LaneChunkProps {
  chunk: Chunk<LaneSpan>;
  tokens: readonly Token[];
  gaps: readonly string[];
  style: TokenStyle;
  /** false: the text stands there in one piece, without bars; it has not been near the window yet. */
  isDrawn: boolean;
  /** Position of the focusable token; -1: not in this chunk, or nothing to focus. */
  cursor: number;
  selectedFrom: number;
  selectedTo: number;
  /** Key of the span that is pointed at or selected; 0: none in this chunk. */
  raised: number;
  /** Key of the selected span; 0: none in this chunk. */
  selected: number;
  /** Name of the button that removes a span; null: spans can't be removed. */
  removeLabel: string | null;
  onDrawn(id: number, isNew: boolean): void;
}

export const LaneChunk = memo(drawChunk, isSameChunk);

function isSameChunk(a: LaneChunkProps, b: LaneChunkProps): boolean {
  for (const key of Object.keys(a) as (keyof LaneChunkProps)[]) {
    if (key !== "chunk" && a[key] !== b[key]) return false;
  }
  return (
    isSameFrame(a.chunk, b.chunk) &&
    a.chunk.spans.every((span, i) => looksSameInLanes(span, b.chunk.spans[i] as LaneSpan))
  );
}

function drawChunk(props: LaneChunkProps) {
  const { chunk, tokens, gaps, isDrawn } = props;
  return <ChunkFrame {...props}>{isDrawn ? drawTokens(props) : plainText(chunk, tokens, gaps)}</ChunkFrame>;
}

function drawTokens(props: LaneChunkProps): ReactNode[] {
  const { tokens, gaps, style, selectedFrom, selectedTo } = props;
  const { from, to } = props.chunk;
  const above = spansByToken(props.chunk, props.chunk.spans);
  const result: ReactNode[] = [];
  for (let position = from; position <= to; position += 1) {
    const token = tokens[position] as Token;
    const isSelected = position >= selectedFrom && position <= selectedTo;
    result.push(drawToken(token, position, isSelected, above[position - from] ?? [], props));
    const gap = gaps[position];
    if (!gap) continue;
    const crossing = (above[position - from] ?? []).filter((span) => span.to > position);
    const isRaised = crossing.some(({ key }) => key === props.raised);
    let className = "prodigy-gap";
    if (isSelected && position < selectedTo) className += " prodigy-token-selected";
    if (crossing.length > 0) className += " prodigy-lane-cell";
    if (isRaised) className += " prodigy-token-raised";
    result.push(
      <span key={`g${position}`} className={className} data-gap={position}>
        {style.showWhitespace ? drawText(gap, style) : gap}
        {/* A line break inside of the gap would tear the pieces apart. */}
        {!gap.includes("\n") &&
          crossing.map((span) => <Bar key={span.key} span={span} position={-1} raised={props.raised} />)}
      </span>,
    );
  }
  return result;
}

/** Tokens longer than this may have to break inside, which bars can only follow on a box of their own. */
const LONG_TOKEN = 24;

function drawToken(
  token: Token,
  position: number,
  isSelected: boolean,
  above: readonly LaneSpan[],
  props: LaneChunkProps,
): ReactNode {
  const { raised, removeLabel } = props;
  const isNewline = isNewlineToken(token);
  const starting = above.filter((span) => span.from === position);
  const tight = tightestLabel(starting);
  let className = "prodigy-token";
  if (token.disabled) className += " prodigy-token-disabled";
  if (isNewline) className += " prodigy-token-newline";
  if (isSelected) className += " prodigy-token-selected";
  if (above.length > 0) className += " prodigy-lane-cell";
  if (above.length > 0 && token.text.length > LONG_TOKEN) className += " prodigy-token-long";
  if (tight) className += " prodigy-lane-tight";
  if (raised && above.some(({ key }) => key === raised)) className += " prodigy-token-raised";
  return (
    <span
      key={position}
      className={className}
      data-token={position}
      tabIndex={position === props.cursor ? 0 : undefined}
      style={
        above.length > 0 ? { ...laneStyle(above, tight), ...token.style } : (token.style as CSSProperties | undefined)
      }
      aria-disabled={token.disabled ? true : undefined}
    >
      {drawTokenText(token, props.style)}
      {/* Bars below a line break would stand at the start of the next line. */}
      {!isNewline && above.map((span) => <Bar key={span.key} span={span} position={position} raised={raised} />)}
      {starting.map((span) => (
        <Chip
          key={`c${span.key}`}
          span={span}
          isRaised={span.key === raised}
          isSelected={span.key === props.selected}
          removeLabel={removeLabel}
        />
      ))}
    </span>
  );
}

interface TightLabel {
  /** Width of the text up to the next label of the lane (em). */
  room: number;
  /** Width of the label (em of its own, smaller size). */
  label: number;
}

/** The label that most needs more room than its words give it. */
function tightestLabel(starting: readonly LaneSpan[]): TightLabel | undefined {
  const lack = ({ room, label }: TightLabel) => label - room * CHIP_SCALE;
  return starting
    .filter(({ room, span }) => room < Infinity && isLabel(span.label))
    .map(({ room, span }): TightLabel => ({ room, label: labelWidth(span.label ?? "") }))
    .sort((a, b) => lack(b) - lack(a))[0];
}

/** How many lanes the line below the token needs, and how much room a label. */
function laneStyle(above: readonly LaneSpan[], tight: TightLabel | undefined): CSSProperties {
  const style: Record<string, string | number> = { "--lanes": 1 + Math.max(...above.map(({ lane }) => lane)) };
  if (tight) {
    style["--chip-em"] = tight.label;
    style["--chip-room"] = `${tight.room}em`;
  }
  return style as CSSProperties;
}

/** How much larger the text is than its labels, about. */
const CHIP_SCALE = 1.6;

/** About how wide a label is (em of its own size): bold condensed type with wide spacing. */
function labelWidth(label: string): number {
  return Math.round(textWidth(String(label)) * 9.2) / 10;
}

interface BarProps {
  span: LaneSpan;
  /** The token; -1 for a gap, which never starts or ends a bar. */
  position: number;
  raised: number;
}

function Bar({ span, position, raised }: BarProps) {
  let className = "prodigy-span-bar";
  if (span.from === position) className += " prodigy-span-bar-start";
  if (span.to === position) className += " prodigy-span-bar-end";
  if (span.isSuggested) className += " prodigy-span-bar-suggested";
  if (span.key === raised) className += " prodigy-span-raised";
  return (
    <span
      className={className}
      data-bar={span.key}
      style={{ "--lane": span.lane, "--bar": span.barColor } as CSSProperties}
    />
  );
}

interface ChipProps {
  span: LaneSpan;
  isRaised: boolean;
  isSelected: boolean;
  removeLabel: string | null;
}

function Chip({ span, isRaised, isSelected, removeLabel }: ChipProps) {
  const { label } = span.span;
  let className = "prodigy-span";
  if (!isLabel(label)) className += " prodigy-span-unlabelled";
  if (span.isLocked) className += " prodigy-span-locked";
  if (span.isSuggested) className += " prodigy-span-suggested";
  if (isRaised) className += " prodigy-span-raised";
  if (isSelected) className += " prodigy-span-selected";
  const text = span.textColor ?? undefined;
  const style = { "--lane": span.lane, "--bar": span.barColor, "--span-color": span.color, "--span-label": text };
  return (
    <span
      className={className}
      data-span={span.from}
      data-chip={span.key}
      data-bar={span.key}
      data-label={label}
      style={style as CSSProperties}
    >
      {isLabel(label) && (
        // Its own direction: a label that is cut off keeps its beginning.
        <span className="prodigy-span-label" dir="auto">
          <bdi>{label}</bdi>
        </span>
      )}
      {removeLabel !== null && !span.isLocked && (
        <button
          type="button"
          className="prodigy-span-remove"
          data-remove={span.key}
          tabIndex={-1}
          aria-label={removeLabel.replace("{label}", label ?? "").trim()}
        >
          ×
        </button>
      )}
    </span>
  );
}

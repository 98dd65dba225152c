/** Overlapping spans as they are drawn: bars in lanes below the text, each with its label at the first token. */
import type { Span, Token } from "../../../model/parts";
import type { PaletteName, Theme } from "../../../model/theme";
import type { AlignedSpan } from "../../../text/alignSpans";
import { isLocked, isSuggested } from "../../../text/editSpans";
import { assignLanes, compareRanges } from "../../../text/lanes";
import { textWidth } from "../../../text/textWidth";
import { barShade } from "./barShade";
import { spanColor, textColorOn } from "../labels";
import { keepSame, looksSame, type DrawnSpan } from "../tokens/drawnSpan";

export interface LaneSpan extends DrawnSpan {
  /** Stays the same while the span does, whatever happens around it. */
  key: number;
  /** From 0, the lane next to the text. */
  lane: number;
  /** The colour of the label, dark enough to be seen as a thin bar on the card. */
  barColor: string;
  /** Width of the text until the next span of the lane begins (em); Infinity: nothing follows. */
  room: number;
}

const keys = new WeakMap<Span, number>();
let lastKey = 0;

/** A number for each span object, for finding its parts in the page. */
export function spanKey(span: Span): number {
  let key = keys.get(span);
  if (key === undefined) {
    lastKey += 1;
    key = lastKey;
    keys.set(span, key);
  }
  return key;
}

export interface LaneInput {
  aligned: readonly AlignedSpan[];
  /** Labels in the order that gives them their colours. */
  order: readonly string[];
  theme: Theme;
  palette?: PaletteName;
  /** Width of each token with the gap behind it (em), for making room for labels. */
  widthAt(position: number): number;
  /** Labels stand in the middle below their spans, and need as much room to the left as to the right. */
  isCentred?: boolean;
  /** The last spans, of which those that have not changed are kept. */
  before?: readonly LaneSpan[];
}

/** RETURNS: The spans in order of start, longer first. */
export function laneSpans({
  aligned,
  order,
  theme,
  palette,
  widthAt,
  isCentred = false,
  before = [],
}: LaneInput): LaneSpan[] {
  const sorted = [...aligned].sort(compareRanges);
  const lanes = assignLanes(sorted);
  const barColors = new Map<string, string>();
  const barColor = (span: Span, color: string): string => {
    // Colours that somebody chose are painted as given.
    if (span.color || (span.label !== undefined && theme.labels[span.label])) return color;
    let bar = barColors.get(color);
    if (bar === undefined) {
      bar = barShade(color, theme.bgCard);
      barColors.set(color, bar);
    }
    return bar;
  };
  const result = sorted.map(({ span, from, to }, i): LaneSpan => {
    const color = spanColor(span, order, theme, palette);
    return {
      span,
      from,
      to,
      key: spanKey(span),
      lane: lanes[i] as number,
      color,
      barColor: barColor(span, color),
      textColor: color === theme.bgHighlight ? null : textColorOn(color),
      isLocked: isLocked(span),
      isSuggested: isSuggested(span),
      room: Infinity,
    };
  });
  measureRoom(result, widthAt, isCentred);
  return keepSame(before, result, looksSameInLanes);
}

/** Widths of tokens (em), each measured once. */
export function tokenWidths(tokens: readonly Token[], gaps: readonly string[]): (position: number) => number {
  const known = new Float32Array(tokens.length).fill(-1);
  return (position) => {
    const width = known[position] ?? 0;
    if (width >= 0) return width;
    return (known[position] = textWidth((tokens[position]?.text ?? "") + (gaps[position] ?? "")));
  };
}

/** No label is longer than this (em of the text), so there is no need to look further. */
const MAX_ROOM = 16;

function measureRoom(spans: readonly LaneSpan[], widthAt: (position: number) => number, isCentred: boolean): void {
  const nextStart: number[] = [];
  for (let i = spans.length - 1; i >= 0; i -= 1) {
    const span = spans[i] as LaneSpan;
    const next = isCentred ? span.to + 1 : nextStart[span.lane];
    nextStart[span.lane] = span.from;
    if (next === undefined) continue;
    let room = 0;
    for (let at = span.from; at < next && room < MAX_ROOM; at += 1) room += widthAt(at);
    if (room < MAX_ROOM) span.room = Math.round(room * 10) / 10;
  }
}

export function looksSameInLanes(a: LaneSpan, b: LaneSpan): boolean {
  return looksSame(a, b) && a.key === b.key && a.lane === b.lane && a.room === b.room && a.barColor === b.barColor;
}

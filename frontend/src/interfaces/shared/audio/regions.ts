/**
 * Regions of a recording: from `audio_spans` of a task to what is drawn, and edits of that list.
 *
 * Times are seconds from the start of the recording; a region ends where it says, and is never empty. What can't be
 * drawn stays in the data as it is. Every edit makes a new list, in which the other regions are the same objects.
 */
import { isLabel, labelOrder } from "../labels";
import { labelColor, parseColor } from "../../../theme";
import type { Span } from "../../../model/parts";
import type { Theme } from "../../../model/theme";
import { assignStacks } from "./stacks";

/** One item of `audio_spans`. Keys that are not named here survive every edit. */
export interface AudioSpan {
  start: number;
  end: number;
  label?: string;
  id?: string;
  color?: string;
  /** Can be seen and heard, and not changed. */
  locked?: boolean;
  /** Of a model: drawn dashed until it is accepted. */
  suggested?: boolean;
  [key: string]: unknown;
}

/** A region as it is drawn. */
export interface Region {
  /** Its id, or one that lasts as long as the region is not changed. */
  key: string;
  /** Place in `audio_spans`. */
  index: number;
  span: AudioSpan;
  /** Seconds within the recording. */
  start: number;
  end: number;
  label: string;
  /** Opaque colour, and the translucent one of its area. */
  color: string;
  fill: string;
  isLocked: boolean;
  isSuggested: boolean;
  /** Its place among regions at the same time, counted from 0, and how many places there are. */
  lane: number;
  lanes: number;
}

/** Why a region can't be drawn. */
export type RegionFault = "order" | "number" | "outside";

export interface FaultyRegion {
  key: string;
  index: number;
  span: AudioSpan;
  fault: RegionFault;
}

export interface RegionModel {
  /** By start, then as in the data. */
  regions: Region[];
  faulty: FaultyRegion[];
  /** How many regions go on behind the end of the recording; they are drawn up to it. */
  cutCount: number;
}

export const NO_REGIONS: RegionModel = { regions: [], faulty: [], cutCount: 0 };

/** Share of the area's colour in what it is drawn on. */
const ALPHA = 0.2;
/** Times are written with so many places: a tenth of a millisecond, less than a sample of a telephone. */
const DECIMALS = 4;
/** Shortest region (s). */
export const MIN_LENGTH_S = 0.001;
/** The lengths that two programs read from one file differ by a frame or so (s). */
const TOLERANCE_S = 0.1;

export function roundTime(seconds: number): number {
  return Number(seconds.toFixed(DECIMALS));
}

/** Why a region can't be drawn in a recording of so many seconds; null if it can. */
export function faultOf({ start, end }: AudioSpan, duration: number): RegionFault | null {
  if (!Number.isFinite(start) || !Number.isFinite(end) || start < 0) return "number";
  if (end <= start) return "order";
  return start >= duration ? "outside" : null;
}

const keys = new WeakMap<AudioSpan, string>();

/** The key of a region without an id, or with one that is taken. */
function keyOf(span: AudioSpan, taken: ReadonlySet<string>): string {
  if (typeof span.id === "string" && span.id !== "" && !taken.has(span.id)) return span.id;
  let key = keys.get(span);
  if (key === undefined || taken.has(key)) {
    key = makeId();
    keys.set(span, key);
  }
  return key;
}

export function makeId(): string {
  return `region_${Math.random().toString(36).slice(2, 12)}`;
}

/** labels: The labels on offer, which give each its colour. duration: Seconds, of the whole recording. */
export function readRegions(
  spans: readonly AudioSpan[] | null | undefined,
  duration: number,
  labels: readonly string[],
  theme: Theme,
): RegionModel {
  if (!Array.isArray(spans) || spans.length === 0) return NO_REGIONS;
  const order = regionLabels(labels, spans);
  const taken = new Set<string>();
  const model: RegionModel = { regions: [], faulty: [], cutCount: 0 };
  spans.forEach((span: AudioSpan, index) => {
    const key = keyOf(span, taken);
    taken.add(key);
    const fault = faultOf(span, duration);
    if (fault) return model.faulty.push({ key, index, span, fault });
    if (span.end > duration + TOLERANCE_S) model.cutCount += 1;
    model.regions.push(drawRegion(span, key, index, duration, order, theme));
  });
  model.regions.sort((a, b) => a.start - b.start || a.index - b.index);
  assignStacks(model.regions).forEach(({ lane, lanes }, i) =>
    Object.assign(model.regions[i] as Region, { lane, lanes }),
  );
  return model;
}

function drawRegion(
  span: AudioSpan,
  key: string,
  index: number,
  duration: number,
  order: readonly string[],
  theme: Theme,
): Region {
  const own = typeof span.color === "string" && span.color ? span.color : null;
  const base = own ?? (isLabel(span.label) ? labelColor(span.label, order, theme, "audio") : theme.bgLowlight);
  return {
    key,
    index,
    span,
    start: span.start,
    end: Math.min(span.end, duration),
    label: isLabel(span.label) ? String(span.label) : "",
    color: opaque(base),
    fill: translucent(base),
    isLocked: span.locked === true,
    isSuggested: span.suggested === true,
    lane: 0,
    lanes: 1,
  };
}

/** Labels in the order of their colours: those on offer, then others of the data. */
function regionLabels(labels: readonly string[], spans: readonly AudioSpan[]): readonly string[] {
  return labelOrder(labels, spans as readonly Span[]);
}

/** The colour of a label as it is written into the data: `rgba(255,215,0,0.2)`. */
export function regionColor(
  label: string,
  labels: readonly string[],
  spans: readonly AudioSpan[],
  theme: Theme,
): string {
  return translucent(labelColor(label, regionLabels(labels, spans), theme, "audio"));
}

export function translucent(color: string): string {
  const parsed = parseColor(color);
  return parsed ? `rgba(${parsed[0]},${parsed[1]},${parsed[2]},${ALPHA})` : color;
}

function opaque(color: string): string {
  const parsed = parseColor(color);
  return parsed ? `rgb(${parsed[0]}, ${parsed[1]}, ${parsed[2]})` : color;
}

/** What edits need to know besides the list. */
export interface RegionScene {
  duration: number;
  labels: readonly string[];
  theme: Theme;
}

type Spans = readonly AudioSpan[] | null | undefined;

/** Two times in order, within the recording and not empty; null if there is no room. */
export function fitRange(from: number, to: number, duration: number): { start: number; end: number } | null {
  if (!Number.isFinite(from) || !Number.isFinite(to) || !(duration > 0)) return null;
  const clamp = (time: number) => Math.min(Math.max(time, 0), duration);
  const [start, end] = [roundTime(clamp(Math.min(from, to))), roundTime(clamp(Math.max(from, to)))];
  return end - start >= MIN_LENGTH_S / 2 ? { start, end: Math.min(end, duration) } : null;
}

/** RETURNS: The list with a new region at its end, or null if it would be empty. */
export function addRegion(
  spans: Spans,
  from: number,
  to: number,
  label: string,
  scene: RegionScene,
  more: Partial<AudioSpan> = {},
): { spans: AudioSpan[]; span: AudioSpan } | null {
  const range = fitRange(from, to, scene.duration);
  if (!range) return null;
  const list = spans ?? [];
  const color = regionColor(label, scene.labels, list, scene.theme);
  const span: AudioSpan = { ...range, label, id: makeId(), color, ...more };
  return { spans: [...list, span], span };
}

/** Region with everything that the app writes: an edited region has an id and a colour. */
export function editRegion(
  spans: Spans,
  region: Pick<Region, "index" | "key">,
  patch: Partial<AudioSpan>,
  scene: RegionScene,
) {
  return (spans ?? []).map((span, i): AudioSpan => {
    if (i !== region.index) return span;
    const { suggested: _, ...next } = { ...span, id: region.key, ...patch };
    const relabelled = "label" in patch && patch.label !== span.label && !("color" in patch);
    if ((relabelled || !next.color) && isLabel(next.label))
      next.color = regionColor(next.label as string, scene.labels, spans ?? [], scene.theme);
    return next as AudioSpan;
  });
}

export function removeRegion(spans: Spans, region: Pick<Region, "index">): AudioSpan[] {
  return (spans ?? []).filter((_, i) => i !== region.index);
}

/** A region that is moved as a whole keeps its length and stays within the recording. */
export function shiftRange({ start, end }: { start: number; end: number }, by: number, duration: number) {
  const length = end - start;
  const at = Math.min(Math.max(start + by, 0), Math.max(0, duration - length));
  return { start: roundTime(at), end: Math.min(roundTime(at + length), Math.max(duration, end)) };
}

/** One border is moved; it stops shortly before the other one. */
export function moveEdge(
  { start, end }: { start: number; end: number },
  edge: "start" | "end",
  to: number,
  duration: number,
): { start: number; end: number } {
  if (edge === "start") return { start: roundTime(Math.min(Math.max(to, 0), end - MIN_LENGTH_S)), end };
  return { start, end: roundTime(Math.max(Math.min(to, duration), start + MIN_LENGTH_S)) };
}

/** The region after or before a time, going round at the ends. */
export function nextRegion(
  regions: readonly Region[],
  from: Region | undefined,
  time: number,
  by: 1 | -1,
): Region | undefined {
  if (regions.length === 0) return undefined;
  const at = from ? regions.findIndex(({ key }) => key === from.key) : -1;
  if (at >= 0) return regions[(at + by + regions.length) % regions.length];
  if (by > 0) return regions.find(({ start }) => start >= time - MIN_LENGTH_S) ?? regions[0];
  return [...regions].reverse().find(({ start }) => start < time) ?? regions.at(-1);
}

/** How much two lists of time have in common: the length of both over that of either; 1 for two empty lists. */
export function overlapRatio(
  a: readonly { start: number; end: number }[],
  b: readonly { start: number; end: number }[],
) {
  const [left, right] = [merged(a), merged(b)];
  const both = left.reduce(
    (sum, one) =>
      sum +
      right.reduce((part, two) => part + Math.max(0, Math.min(one.end, two.end) - Math.max(one.start, two.start)), 0),
    0,
  );
  const length = (list: { start: number; end: number }[]) => list.reduce((sum, { start, end }) => sum + end - start, 0);
  const either = length(left) + length(right) - both;
  return either > 0 ? both / either : 1;
}

/** The same times without overlaps, by start. */
function merged(list: readonly { start: number; end: number }[]): { start: number; end: number }[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...list].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** From a page to what is drawn on it, and from the spans of an answer to where they are on the page. */
import type { Box, Size } from "../../geometry/points";
import type { Span, Token } from "../../model/parts";
import type { Task } from "../../model/task";
import { alignSpan } from "../../text/alignSpans";
import { finishSpanTask } from "../shared/finishSpans";
import { joinPlaces, readPlaces, type Places } from "./geometry";

/** Words are easy to read and to touch from here on (CSS px). */
const READABLE_PX = 15;
export const ZOOMS = [1, 1.25, 1.5, 2, 2.5, 3, 4] as const;

/** What a task says of the size of its picture. */
export function pageSize(width: unknown, height: unknown): Size {
  return { width: Number(width) || 1, height: Number(height) || 1 };
}

/**
 * Add to each span its `boxes` [x, y, width, height] in px of the picture, one for each stretch of a line, and the
 * `page` of the task. Spans that are off the tokens stay as they are.
 */
export function finishPage(task: Task): Task {
  const finished = finishSpanTask(task);
  const { spans, tokens } = finished;
  if (!Array.isArray(spans) || !Array.isArray(tokens)) return finished;
  const placed = spans.map((span) => placeSpan(span, tokens, task.page));
  return placed.every((span, i) => span === spans[i]) ? finished : { ...finished, spans: placed };
}

function placeSpan(span: Span, tokens: readonly Token[], page: unknown): Span {
  const range = alignSpan(span, tokens);
  if (!range) return span;
  const run = tokens.slice(range.from, range.to + 1).map(readPlaces);
  const boxes = joinPlaces(run).map(({ x, y, width, height }) => [x, y, width, height].map(round));
  const isSame = JSON.stringify(boxes) === JSON.stringify(span.boxes) && (page === undefined || page === span.page);
  return isSame ? span : { ...span, ...(page === undefined ? {} : { page }), boxes };
}

/** Tenths of px, as boxes of image views have them. */
const round = (value: number) => Math.round(10 * value) / 10;

/** Places of all tokens, kept for each list of tokens: they never change. */
const known = new WeakMap<readonly Token[], readonly Places[]>();

export function placesOf(tokens: readonly Token[]): readonly Places[] {
  let places = known.get(tokens);
  if (!places) known.set(tokens, (places = tokens.map(readPlaces)));
  return places;
}

/** The zoom at which the words of a page can be read; 1: the page is as wide as the card. */
export function readableZoom(height: number, { width }: Size, frameWidth: number): number {
  if (height <= 0 || frameWidth <= 0) return 1;
  const wanted = (READABLE_PX * width) / (height * frameWidth);
  return ZOOMS.find((zoom) => zoom >= wanted * 0.95 || zoom === 3) ?? 3;
}

/** The next zoom step up (1) or down (-1). */
export function nextZoom(zoom: number, direction: 1 | -1): number {
  const steps = direction === 1 ? ZOOMS : [...ZOOMS].reverse();
  return steps.find((step) => direction * (step - zoom) > 0.01) ?? zoom;
}

/** A place on the page as shares of it. */
export function placeStyle({ x, y, width, height }: Box, page: Size) {
  return {
    left: percent(x, page.width),
    top: percent(y, page.height),
    width: percent(width, page.width),
    height: percent(height, page.height),
  };
}

const percent = (value: number, whole: number) => `${Math.round((1e5 * value) / whole) / 1e3}%`;

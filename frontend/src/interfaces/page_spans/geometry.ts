/** Where words are on the picture of a page, and which of them is meant by a point. Px of the picture throughout. */
import type { Box } from "../../geometry/points";
import type { Token } from "../../model/parts";

/** The places of one token: one, or one in each line for a word that is divided. Spaces and line breaks have none. */
export type Places = readonly Box[];

/** Of the smaller height: boxes that share so much of it are in one line. */
const SHARED_HEIGHT = 0.5;
/** Of the height: a gap between two words of a line is no wider; between columns it is. */
const MAX_GAP = 2;
/** How much further away a word counts that is above or below, compared with one beside. */
const ACROSS_LINES = 3;

const NONE: Places = [];

/** What a token says of its places. Anything that is no box is left out. */
export function readPlaces(token: Token): Places {
  const { boxes } = token;
  if (!Array.isArray(boxes)) return NONE;
  return boxes.flatMap((value: unknown): Box[] => {
    if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isFinite)) return [];
    const [x, y, width, height] = value as [number, number, number, number];
    return width > 0 && height > 0 ? [{ x, y, width, height }] : [];
  });
}

/** The boxes of a run of tokens, in their order: one for each stretch of a line. */
export function joinPlaces(run: readonly Places[]): Box[] {
  const joined: Box[] = [];
  // Words that are higher than wide run up or down, as on pages that are turned.
  const isUpright = run.flat().reduce((excess, { width, height }) => excess + height - width, 0) > 0;
  for (const places of run) {
    for (const box of places) {
      const last = joined.at(-1);
      if (last && isSameStretch(last, box, isUpright)) joined[joined.length - 1] = unite(last, box);
      else joined.push(box);
    }
  }
  return joined;
}

function isSameStretch(one: Box, other: Box, isUpright: boolean): boolean {
  return isInLine(one, other) || (isUpright && isInLine(turn(one), turn(other)));
}

function isInLine(one: Box, other: Box): boolean {
  const shared = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (shared < SHARED_HEIGHT * Math.min(one.height, other.height)) return false;
  // Either may be the first: text that runs from right to left goes on at the left.
  const gap = Math.max(one.x, other.x) - Math.min(one.x + one.width, other.x + other.width);
  return gap <= MAX_GAP * Math.max(one.height, other.height);
}

const turn = ({ x, y, width, height }: Box): Box => ({ x: y, y: x, width: height, height: width });

function unite(one: Box, other: Box): Box {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}

/** The token at a point, or else the nearest one; null if none has a place. */
export function nearestToken(all: readonly Places[], x: number, y: number): number | null {
  let best: number | null = null;
  let least = Infinity;
  for (let position = 0; position < all.length; position += 1) {
    for (const box of all[position]!) {
      const beside = outside(x, box.x, box.width);
      const across = outside(y, box.y, box.height);
      const distance = beside + ACROSS_LINES * across;
      if (distance >= least) continue;
      least = distance;
      best = position;
      if (distance === 0) return position;
    }
  }
  return best;
}

/** How far a value lies outside of a stretch. */
const outside = (value: number, start: number, size: number) => Math.max(0, start - value, value - start - size);

/** The token in the next line below (1) or above (-1), as near as possible; the same one if there is none. */
export function tokenInNextLine(all: readonly Places[], position: number, direction: 1 | -1): number {
  const from = direction === 1 ? all[position]?.at(-1) : all[position]?.[0];
  if (!from) return position;
  const x = from.x + from.width / 2;
  const y = from.y + from.height / 2;
  let best = position;
  let least = Infinity;
  all.forEach((places, other) => {
    for (const box of places) {
      const step = direction * (box.y + box.height / 2 - y);
      if (step < 0.5 * Math.min(from.height, box.height)) continue;
      const distance = step + ACROSS_LINES * outside(x, box.x, box.width);
      if (distance >= least) continue;
      least = distance;
      best = other;
    }
  });
  return best;
}

/** The middle one of the heights of words: how large the text is. 0 without words. */
export function usualHeight(all: readonly Places[]): number {
  const heights = all.flatMap((places) => places.map(({ height }) => height)).sort((a, b) => a - b);
  return heights[heights.length >> 1] ?? 0;
}

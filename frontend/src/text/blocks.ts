/**
 * Cutting a long text into blocks that are laid out and redrawn independently.
 *
 * An edit of one span must not lay out 10 000 tokens. Blocks end at line breaks of the text where they can; in a
 * paragraph that is too long for one, the next block runs on in the line where the last one ended (runOn.ts). Borders
 * depend on the text alone, so that an edit changes only the blocks that it touches.
 */
import type { Token } from "../model/parts";
import type { TokenRange } from "./alignSpans";
import { keepList } from "./sameList";
import { isNewlineToken, isWhitespaceToken } from "./tokens";

/** Tokens from which on a line break ends a block, space ends a block, and anything does. */
export interface BlockSizes {
  least: number;
  usual: number;
  most: number;
}

/** Small enough to redraw within a frame, large enough to keep the list of blocks short. */
export const BLOCK_SIZES: BlockSizes = { least: 50, usual: 120, most: 240 };

export interface Block extends TokenRange {
  /** Fixed number of the block. */
  id: number;
  /** Begins in the line in which the block before it ends. */
  isRunOn: boolean;
  /** Which way the words on both sides of its beginning run; "none" if they differ or don't tell. */
  direction: Direction;
}

export type Direction = "ltr" | "rtl" | "none";

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const LETTER = /\p{L}/u;

function directionOf(token: Token | undefined): Direction {
  const letter = LETTER.exec(token?.text ?? "")?.[0];
  return letter === undefined ? "none" : RTL.test(letter) ? "rtl" : "ltr";
}

/** Whether the line ends behind a token. */
export function endsLine(tokens: readonly Token[], gaps: readonly string[], position: number): boolean {
  return isNewlineToken(tokens[position] as Token) || (gaps[position] ?? "").includes("\n");
}

/** RETURNS: Blocks that cover every token exactly once, in order. */
export function makeBlocks(
  tokens: readonly Token[],
  gaps: readonly string[],
  sizes: BlockSizes = BLOCK_SIZES,
): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  let isRunOn = false;
  let direction: Direction = "none";
  const last = tokens.length - 1;
  for (let to = 0; to <= last; to += 1) {
    const size = to - from + 1;
    const isBreak = endsLine(tokens, gaps, to);
    const isSpace = gaps[to] !== "" || isWhitespaceToken(tokens[to] as Token);
    const agreed = directionOf(tokens[to]) === directionOf(tokens[to + 1]) ? directionOf(tokens[to]) : "none";
    const isGood = isSpace && (agreed !== "none" || size >= 1.5 * sizes.usual);
    if (to < last && !(isBreak && size >= sizes.least) && !(isGood && size >= sizes.usual) && size < sizes.most)
      continue;
    blocks.push({ id: blocks.length, from, to, isRunOn, direction });
    from = to + 1;
    isRunOn = !isBreak;
    direction = agreed;
  }
  return blocks;
}

/** A block with what it draws. */
export interface Chunk<T extends TokenRange> extends Block {
  /** The next block runs on in its last line. */
  goesOn: boolean;
  spans: readonly T[];
}

/**
 * Give each block the spans that start in it. A span over a border is drawn whole: its block grows, the next one
 * shrinks, and blocks that are swallowed are left out.
 *
 * spans: Not overlapping, sorted by start. lineEnds: Whether the line ends behind a token. before: An earlier result,
 * whose chunks are returned where nothing has changed.
 */
export function fillWhole<T extends TokenRange>(
  blocks: readonly Block[],
  spans: readonly T[],
  lineEnds: (position: number) => boolean,
  before: readonly Chunk<T>[] = [],
): Chunk<T>[] {
  const chunks: Chunk<T>[] = [];
  let next = 0;
  let at = 0;
  for (const block of blocks) {
    if (at > block.to) continue;
    const own: T[] = [];
    let { to } = block;
    for (let span = spans[next]; span && span.from <= block.to; span = spans[next]) {
      own.push(span);
      to = Math.max(to, span.to);
      next += 1;
    }
    const isRunOn = at === block.from ? block.isRunOn : !lineEnds(at - 1);
    chunks.push({ ...block, from: at, to, isRunOn, goesOn: false, spans: own });
    at = to + 1;
  }
  return finish(chunks, before);
}

/** Give each block all spans that touch it, also those that go on before or behind it. `spans` may overlap. */
export function fillCut<T extends TokenRange>(
  blocks: readonly Block[],
  spans: readonly T[],
  before: readonly Chunk<T>[] = [],
): Chunk<T>[] {
  const own: T[][] = blocks.map(() => []);
  let first = 0;
  for (const span of spans) {
    while (first + 1 < blocks.length && (blocks[first] as Block).to < span.from) first += 1;
    for (let at = first; at < blocks.length && (blocks[at] as Block).from <= span.to; at += 1) own[at]?.push(span);
  }
  return finish(
    blocks.map((block, i) => ({ ...block, goesOn: false, spans: own[i] as T[] })),
    before,
  );
}

function finish<T extends TokenRange>(chunks: Chunk<T>[], before: readonly Chunk<T>[]): Chunk<T>[] {
  const known = new Map(before.map((chunk) => [chunk.id, chunk]));
  return chunks.map((made, i) => {
    const chunk = { ...made, goesOn: chunks[i + 1]?.isRunOn ?? false };
    const old = known.get(chunk.id);
    if (!old || old.from !== chunk.from || old.to !== chunk.to) return chunk;
    if (old.isRunOn !== chunk.isRunOn || old.goesOn !== chunk.goesOn) return chunk;
    return keepList(old.spans, chunk.spans) === old.spans ? old : chunk;
  });
}

/** Position in a list of blocks of the one that has a token; -1 if there is none. */
export function blockAt(blocks: readonly TokenRange[], position: number): number {
  let low = 0;
  let high = blocks.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { from, to } = blocks[middle] as TokenRange;
    if (position < from) high = middle - 1;
    else if (position > to) low = middle + 1;
    else return middle;
  }
  return -1;
}

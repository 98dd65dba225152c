/**
 * A text as the lines that are drawn: cut into blocks that a browser can leave out while they are far away, with code in
 * blocks of its own, and with JSON broken into lines wherever it stands in a single one.
 *
 * Nothing is taken away from the text and nothing is added to it: a break that is only shown is an `indent` in front of
 * a line, so that offsets stay those of the text. All offsets are UTF-16 units, ends are exclusive.
 */

export interface Line {
  from: number;
  to: number;
  /** Shown in front of the line, together with a line break; null if the text itself has one there. */
  indent: string | null;
  /** The rest of a line that is too long for one block. */
  goesOn?: true;
}

export interface Block {
  isCode: boolean;
  lines: readonly Line[];
  from: number;
  to: number;
}

/** What a block holds at most: as much as a browser lays out in no time. */
const BLOCK_LINES = 60;
const BLOCK_LENGTH = 6000;
/** Longer lines are cut into several blocks. */
const LINE_LENGTH = 4000;
/** JSON up to this length is looked at. */
const JSON_MAX = 4_000_000;
const DEEPEST = 12;
const INDENT = "  ";
/** Lists, objects and strings up to this length stay in one line. */
const SHORT = 70;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** from, to: The part of the text that is drawn. isCode: All of it is code, whatever it looks like. */
export function toBlocks(text: string, from = 0, to = text.length, isCode = false): Block[] {
  const breaks = isJson(text, from, to) ? jsonBreaks(text, from, to) : null;
  const lines = breaks ? brokenLines(from, to, breaks) : textLines(text, from, to);
  return gather(text, lines, isCode || breaks !== null);
}

function textLines(text: string, from: number, to: number): Line[] {
  const lines: Line[] = [];
  for (let at = from; at < to;) {
    const next = text.indexOf("\n", at);
    const end = next < 0 || next >= to ? to : next + 1;
    lines.push({ from: at, to: end, indent: null });
    at = end;
  }
  return lines;
}

function brokenLines(from: number, to: number, breaks: readonly [at: number, indent: string][]): Line[] {
  const starts: [number, string | null][] = [[from, null], ...breaks];
  return starts.map(([at, indent], i) => ({ from: at, to: starts[i + 1]?.[0] ?? to, indent }));
}

function gather(text: string, lines: readonly Line[], isCode: boolean): Block[] {
  const blocks: Block[] = [];
  let fence: string | null = null;
  let current: Line[] = [];
  let length = 0;
  let isCodeBlock = isCode;
  const close = () => {
    const [first, last] = [current[0], current.at(-1)];
    if (first && last) blocks.push({ isCode: isCodeBlock, lines: current, from: first.from, to: last.to });
    [current, length] = [[], 0];
  };
  const add = (line: Line) => {
    if (current.length >= BLOCK_LINES || length + line.to - line.from > BLOCK_LENGTH) close();
    current.push(line);
    length += line.to - line.from;
  };
  for (const line of lines) {
    const mark: string | undefined = isCode ? undefined : FENCE.exec(text.slice(line.from, line.from + 200))?.[1];
    const opens = fence === null && mark !== undefined;
    const closes = fence !== null && mark !== undefined && mark.startsWith(fence);
    if (opens) {
      close();
      [fence, isCodeBlock] = [mark, true];
    }
    for (const piece of cutLine(text, line)) add(piece);
    if (closes) {
      close();
      [fence, isCodeBlock] = [null, isCode];
    }
  }
  close();
  return blocks;
}

/** A line of a megabyte is drawn in several pieces. */
function cutLine(text: string, line: Line): Line[] {
  const pieces: Line[] = [];
  let rest = line;
  while (rest.to - rest.from > LINE_LENGTH) {
    const at = cutAt(text, rest.from + LINE_LENGTH);
    pieces.push({ ...rest, to: at });
    rest = { from: at, to: line.to, indent: null, goesOn: true };
  }
  pieces.push(rest);
  return pieces;
}

/** The same offset, or the one before it if that would cut a character in two. */
function cutAt(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text[at] ?? "") ? at - 1 : at;
}

/** An object or a list in a single line. */
function isJson(text: string, from: number, to: number): boolean {
  if (to - from <= SHORT || to - from > JSON_MAX || !/^\s*[[{]/.test(text.slice(from, from + 20))) return false;
  const part = text.slice(from, to);
  if (part.trim().includes("\n")) return false;
  try {
    JSON.parse(part);
    return true;
  } catch {
    return false;
  }
}

/**
 * RETURNS: Where lines of valid JSON begin when it is shown with an indent, and the indent. Short lists and objects stay
 * in one line; long strings have a line for each of theirs.
 */
export function jsonBreaks(text: string, from: number, to: number): [at: number, indent: string][] {
  const breaks: [number, string][] = [];
  const ends = containerEnds(text, from, to);
  let depth = 0;
  const breakAt = (at: number, deep: number) => breaks.push([skipBlanks(text, at, to), INDENT.repeat(deep)]);
  for (let at = from; at < to; at += 1) {
    const character = text[at] as string;
    if (character === '"') {
      const end = endOfString(text, at, to);
      if (end - at > SHORT)
        for (const line of escapedLines(text, at, end)) breaks.push([line, INDENT.repeat(depth + 1)]);
      at = end;
    } else if (character === "{" || character === "[") {
      const end = ends.get(at) ?? at;
      if (end - at <= SHORT || depth >= DEEPEST) {
        at = end;
        continue;
      }
      depth += 1;
      breakAt(at + 1, depth);
    } else if (character === "}" || character === "]") {
      depth -= 1;
      breaks.push([at, INDENT.repeat(depth)]);
    } else if (character === ",") breakAt(at + 1, depth);
  }
  return breaks;
}

/** Where each list and object ends, by where it begins. */
function containerEnds(text: string, from: number, to: number): Map<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (let at = from; at < to; at += 1) {
    const character = text[at] as string;
    if (character === '"') at = endOfString(text, at, to);
    else if (character === "{" || character === "[") open.push(at);
    else if (character === "}" || character === "]") ends.set(open.pop() as number, at);
  }
  return ends;
}

/** The places behind the line breaks of a string, as JSON writes them. The last one ends no line of the string. */
function* escapedLines(text: string, from: number, to: number): Generator<number> {
  for (let i = from + 1; i < to; i += 1) {
    if (text[i] !== "\\") continue;
    if (text[i + 1] === "n" && i + 2 < to) yield i + 2;
    i += 1;
  }
}

function skipBlanks(text: string, at: number, to: number): number {
  while (at < to && /\s/.test(text[at] as string)) at += 1;
  return at;
}

function endOfString(text: string, at: number, to: number): number {
  for (let i = at + 1; i < to; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === '"') return i;
  }
  return to;
}

export interface FoldLimits {
  lines: number;
  length: number;
}

/** Less than this many lines and characters more are not worth a button. */
const LEAST_LINES = 5;
const LEAST_LENGTH = 400;

/** The blocks that are seen before somebody asks for all of them, and how many lines there are. */
export function foldBlocks(
  text: string,
  blocks: readonly Block[],
  limits: FoldLimits,
): { shown: readonly Block[]; lines: number; isFolded: boolean } {
  const total = countLines(blocks);
  const length = (blocks.at(-1)?.to ?? 0) - (blocks[0]?.from ?? 0);
  if (total <= limits.lines + LEAST_LINES && length <= limits.length + LEAST_LENGTH)
    return { shown: blocks, lines: total, isFolded: false };
  const shown: Block[] = [];
  let [leftLines, leftLength] = [limits.lines, limits.length];
  for (const block of blocks) {
    const lines: Line[] = [];
    for (const line of block.lines) {
      if (leftLines <= 0 || leftLength <= 0) break;
      const isCut = line.to - line.from > leftLength;
      lines.push(isCut ? { ...line, to: cutAt(text, line.from + leftLength) } : line);
      leftLines -= 1;
      leftLength -= line.to - line.from;
    }
    const last = lines.at(-1);
    if (last) shown.push({ ...block, lines, to: last.to });
    if (leftLines <= 0 || leftLength <= 0) break;
  }
  return { shown, lines: total, isFolded: (shown.at(-1)?.to ?? 0) < (blocks.at(-1)?.to ?? 0) };
}

/** Lines as people count them. */
function countLines(blocks: readonly Block[]): number {
  return blocks.reduce((count, { lines }) => count + lines.filter(({ goesOn }) => !goesOn).length, 0);
}

/**
 * Where units stand and how arcs run, in pixels, without a DOM.
 *
 * Units stand in one row, or in lines. Every line has room for its arcs above it. An arc between two lines is drawn as
 * two stubs: one leaves at the end of the upper line, the other enters at the start of the lower one. All x are
 * distances from the start of a line; a text from right to left is mirrored when it is drawn.
 */

/** Distance between two levels of arcs (px): room for a label and some air. */
export const MIN_STEP = 26;
export const MAX_STEP = 40;
/** From the top of the units to the first level, and above the last one (px). */
export const FIRST_LEVEL = 28;
export const TOP_MARGIN = 14;
/** Most and least distance between two ends at the same unit (px). */
const PORT_GAP = 10;
/** Half the least width of a loop (px). */
const LOOP_REACH = 7;
/** Air around a label, so that neighbours on a level don't touch (px). */
const LABEL_AIR = 4;

export interface UnitSize {
  width: number;
  /** Space to the next unit (px). */
  gap: number;
  /** No space follows in the text: the next unit stays on the same line, if there is room at all. */
  isGlued?: boolean;
  /** The text has a line break behind this unit. */
  breaksAfter: boolean;
}

export interface PlacedUnit {
  unit: number;
  x: number;
  width: number;
}

export interface UnitLine {
  units: PlacedUnit[];
  width: number;
}

/** Put units into lines of at most `available` pixels; into one row if `available` is null. */
export function placeUnits(sizes: readonly UnitSize[], available: number | null): UnitLine[] {
  const lines: UnitLine[] = [];
  let line: UnitLine = { units: [], width: 0 };
  let x = 0;
  const finish = () => {
    if (line.units.length > 0) lines.push(line);
    line = { units: [], width: 0 };
    x = 0;
  };
  const isGluedTo = (unit: number) => sizes[unit]?.isGlued === true && !sizes[unit]?.breaksAfter;
  /** Width of a unit with everything that is glued to it. */
  const groupWidth = (first: number): number => {
    let sum = 0;
    for (let unit = first; ; unit += 1) {
      const size = sizes[unit] as UnitSize;
      sum += size.width;
      if (!isGluedTo(unit) || unit + 1 >= sizes.length) return sum;
      sum += size.gap;
    }
  };
  sizes.forEach(({ width, gap, breaksAfter }, unit) => {
    const isInside = unit > 0 && isGluedTo(unit - 1);
    if (available !== null && line.units.length > 0) {
      const together = isInside ? width : groupWidth(unit);
      if (x + (together <= available ? together : width) > available) finish();
    }
    line.units.push({ unit, x, width });
    line.width = x + width;
    x += width + gap;
    if (breaksAfter && available !== null) finish();
  });
  finish();
  return lines;
}

/** Replace lines by those of an earlier result with the same units at the same places. */
export function keepLines(before: readonly UnitLine[], after: readonly UnitLine[]): UnitLine[] {
  return after.map((line, i) => {
    const old = before[i];
    if (!old || old.width !== line.width || old.units.length !== line.units.length) return line;
    const isSame = line.units.every(({ unit, x, width }, at) => {
      const one = old.units[at] as PlacedUnit;
      return one.unit === unit && one.x === x && one.width === width;
    });
    return isSame ? old : line;
  });
}

export interface ArcEnds {
  head: number;
  child: number;
  /** Width of the label with its padding (px). */
  labelWidth: number;
}

/** What of an arc a line shows: all of it, a loop above one unit, or the part that leaves or enters the line. */
export type PieceKind = "whole" | "self" | "out" | "in";

export interface Piece {
  /** Position in the list of arcs. */
  arc: number;
  kind: PieceKind;
  /** The left and the right end; that of a stub lies on the border of the line. */
  x1: number;
  x2: number;
  /** From 1, next to the text. */
  level: number;
  labelX: number;
  labelWidth: number;
  /** Where the child is, and where the head; null if it isn't on this line. */
  childAt: "x1" | "x2" | null;
  headAt: "x1" | "x2" | null;
}

export interface ArcLine {
  pieces: readonly Piece[];
  levels: number;
  width: number;
}

/**
 * Lay out all arcs.
 *
 * width: Where stubs end; the width of each line itself if it is null. before: An earlier result, of which the lines
 * are returned in which nothing has changed.
 */
export function layoutArcs(
  lines: readonly UnitLine[],
  arcs: readonly ArcEnds[],
  width: number | null,
  before: readonly ArcLine[] = [],
): ArcLine[] {
  const places = placeEnds(lines, arcs);
  const result = lines.map((line) => ({ pieces: [] as Piece[], width: width ?? line.width }));
  arcs.forEach(({ head, child, labelWidth }, arc) => {
    const isForward = head <= child;
    const left = places.get(endKey(arc, isForward ? "head" : "child"));
    const right = places.get(endKey(arc, isForward ? "child" : "head"));
    if (!left || !right) return;
    const [leftName, rightName] = isForward ? (["head", "child"] as const) : (["child", "head"] as const);
    const at = (name: "head" | "child", onLeft: boolean, onRight: boolean): "x1" | "x2" | null =>
      onLeft && leftName === name ? "x1" : onRight && rightName === name ? "x2" : null;
    const add = (line: number, kind: PieceKind, x1: number, x2: number, hasLeft: boolean, hasRight: boolean) => {
      const target = result[line] as (typeof result)[number];
      const half = labelWidth / 2;
      const labelX = Math.max(Math.min((x1 + x2) / 2, target.width - half), half);
      target.pieces.push({
        arc,
        kind,
        x1,
        x2,
        level: 0,
        labelX,
        labelWidth,
        childAt: at("child", hasLeft, hasRight),
        headAt: at("head", hasLeft, hasRight),
      });
    };
    if (left.line === right.line) {
      const isLoop = head === child;
      const middle = (left.x + right.x) / 2;
      const reach = isLoop ? Math.max(LOOP_REACH, (right.x - left.x) / 2) : (right.x - left.x) / 2;
      add(left.line, isLoop ? "self" : "whole", middle - reach, middle + reach, true, true);
    } else {
      add(left.line, "out", left.x, Math.max(left.x, result[left.line]?.width ?? 0), true, false);
      add(right.line, "in", 0, right.x, false, true);
    }
  });
  return result.map(({ pieces, width: own }, i) => {
    const old = before[i];
    if (
      old &&
      old.width === own &&
      old.pieces.length === pieces.length &&
      pieces.every((piece, at) => isSamePiece(piece, old.pieces[at]))
    ) {
      return old;
    }
    return { pieces, levels: assignLevels(pieces), width: own };
  });
}

/** Whether two pieces stand at the same place; on which level follows from all pieces of the line. */
function isSamePiece(a: Piece, b: Piece | undefined): boolean {
  return (
    b !== undefined &&
    a.arc === b.arc &&
    a.kind === b.kind &&
    a.x1 === b.x1 &&
    a.x2 === b.x2 &&
    a.labelX === b.labelX &&
    a.labelWidth === b.labelWidth &&
    a.childAt === b.childAt &&
    a.headAt === b.headAt
  );
}

const endKey = (arc: number, end: "head" | "child") => `${arc} ${end}`;

interface End {
  key: string;
  /** Which way the arc leaves the unit. */
  direction: -1 | 0 | 1;
  distance: number;
  order: number;
}

/** Spread the ends at each unit over its width, so that nested arcs don't cross. */
function placeEnds(lines: readonly UnitLine[], arcs: readonly ArcEnds[]): Map<string, { line: number; x: number }> {
  const ends = new Map<number, End[]>();
  const add = (unit: number, end: End) => {
    const list = ends.get(unit);
    if (list) list.push(end);
    else ends.set(unit, [end]);
  };
  arcs.forEach(({ head, child }, order) => {
    const distance = Math.abs(head - child);
    const towardsChild = Math.sign(child - head) as -1 | 0 | 1;
    add(head, { key: endKey(order, "head"), direction: towardsChild, distance, order });
    add(child, {
      key: endKey(order, "child"),
      direction: towardsChild === 0 ? 0 : (-towardsChild as -1 | 1),
      distance,
      order,
    });
  });
  const places = new Map<string, { line: number; x: number }>();
  lines.forEach((line, lineNumber) => {
    for (const { unit, x, width } of line.units) {
      const here = ends.get(unit);
      if (!here) continue;
      here.sort(compareEnds);
      const gap = Math.min(PORT_GAP, Math.max(0, width - 6) / here.length);
      here.forEach((end, i) => {
        places.set(end.key, { line: lineNumber, x: x + width / 2 + (i - (here.length - 1) / 2) * gap });
      });
    }
  });
  return places;
}

/** From left to right: short to long arcs to the left, loops, long to short arcs to the right. */
function compareEnds(a: End, b: End): number {
  if (a.direction !== b.direction) return a.direction - b.direction;
  // Both ends of a loop: the head on the left.
  if (a.direction === 0) return a.order - b.order;
  return -a.direction * (a.distance - b.distance || a.order - b.order);
}

/**
 * Give each piece the lowest level on which it meets no other, above everything that it spans.
 *
 * RETURNS: The number of levels.
 */
function assignLevels(pieces: readonly Piece[]): number {
  const extents = new Map(
    pieces.map((piece) => {
      const half = piece.labelWidth / 2 + LABEL_AIR;
      return [piece, { from: Math.min(piece.x1, piece.labelX - half), to: Math.max(piece.x2, piece.labelX + half) }];
    }),
  );
  const length = (piece: Piece) => piece.x2 - piece.x1;
  const sorted = [...pieces].sort((a, b) => length(a) - length(b) || a.arc - b.arc);
  const placed: Piece[] = [];
  let levels = 0;
  for (const piece of sorted) {
    const own = extents.get(piece) as { from: number; to: number };
    const taken = new Set<number>();
    let above = 0;
    for (const other of placed) {
      const extent = extents.get(other) as { from: number; to: number };
      if (extent.to <= own.from || extent.from >= own.to) continue;
      if (piece.x1 <= other.x1 && other.x2 <= piece.x2) above = Math.max(above, other.level);
      else taken.add(other.level);
    }
    piece.level = above + 1;
    while (taken.has(piece.level)) piece.level += 1;
    levels = Math.max(levels, piece.level);
    placed.push(piece);
  }
  return levels;
}

/** Distance between levels in a space of this height: as much as there is room for. */
export function levelStep(levels: number, height: number): number {
  const room = (height - FIRST_LEVEL - TOP_MARGIN) / Math.max(1, levels - 1);
  return Math.max(MIN_STEP, Math.min(MAX_STEP, room));
}

/** Least height of the space for so many levels. */
export function neededHeight(levels: number, step: number = MIN_STEP): number {
  return levels === 0 ? 0 : FIRST_LEVEL + (levels - 1) * step + TOP_MARGIN;
}

const CORNER = 11;

/** The line of a piece as SVG path data. `top` is the y of its level, `bottom` that of its ends. */
export function piecePath(piece: Pick<Piece, "kind" | "x1" | "x2">, top: number, bottom: number): string {
  const { kind, x1, x2 } = piece;
  const r = round(
    Math.max(0, Math.min(CORNER, kind === "whole" || kind === "self" ? (x2 - x1) / 2 : x2 - x1, bottom - top)),
  );
  const [left, right, y, foot] = [round(x1), round(x2), round(top), round(bottom)];
  const up = `M${left} ${foot}V${round(y + r)}Q${left} ${y} ${round(left + r)} ${y}`;
  const down = `H${round(right - r)}Q${right} ${y} ${right} ${round(y + r)}V${foot}`;
  if (kind === "out") return `${up}H${right}`;
  if (kind === "in") return `M${left} ${y}${down}`;
  return up + down;
}

/** An arrowhead whose tip is at (x, y), pointing down. */
export function arrowPath(x: number, y: number): string {
  return `M${round(x - 4.5)} ${round(y - 8)}H${round(x + 4.5)}L${round(x)} ${round(y)}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Mirror a piece for lines that run from right to left. */
export function mirrorPiece(piece: Piece, width: number): Piece {
  const flip = (at: "x1" | "x2" | null) => (at === null ? null : at === "x1" ? "x2" : "x1");
  const kind = piece.kind === "out" ? "in" : piece.kind === "in" ? "out" : piece.kind;
  return {
    ...piece,
    kind,
    x1: width - piece.x2,
    x2: width - piece.x1,
    labelX: width - piece.labelX,
    childAt: flip(piece.childAt),
    headAt: flip(piece.headAt),
  };
}

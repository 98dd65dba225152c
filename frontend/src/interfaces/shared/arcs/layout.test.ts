import { describe, expect, it } from "vitest";
import { random } from "../../../text/testTokens";
import {
  arrowPath,
  FIRST_LEVEL,
  layoutArcs,
  levelStep,
  MAX_STEP,
  MIN_STEP,
  mirrorPiece,
  neededHeight,
  piecePath,
  placeUnits,
  type ArcEnds,
  type Piece,
  type UnitSize,
} from "./layout";

const unit = (width: number, breaksAfter = false): UnitSize => ({ width, gap: 10, breaksAfter });
const row = (count: number, width = 50) =>
  placeUnits(
    Array.from({ length: count }, () => unit(width)),
    null,
  );
const arc = (head: number, child: number, labelWidth = 20): ArcEnds => ({ head, child, labelWidth });
const levels = (lines: ReturnType<typeof layoutArcs>) => lines[0]?.pieces.map(({ level }) => level);

describe("placing units", () => {
  it("puts everything into one row when there is no width to keep", () => {
    const lines = placeUnits([unit(50), unit(70, true), unit(30)], null);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.units.map(({ x }) => x)).toEqual([0, 60, 140]);
    expect(lines[0]?.width).toBe(170);
  });

  it("breaks lines at the width and at line breaks of the text", () => {
    const lines = placeUnits([unit(50), unit(50), unit(50, true), unit(50)], 115);
    expect(lines.map((line) => line.units.map((placed) => placed.unit))).toEqual([[0, 1], [2], [3]]);
  });

  it("gives a unit that is wider than the card a line of its own", () => {
    expect(placeUnits([unit(50), unit(500), unit(50)], 100)).toHaveLength(3);
  });

  it("keeps punctuation with its word", () => {
    const sizes = [unit(50), { ...unit(50), gap: 3, isGlued: true }, unit(10)];
    expect(placeUnits(sizes, 115).map((line) => line.units.map((placed) => placed.unit))).toEqual([[0], [1, 2]]);
    expect(placeUnits(sizes, 55)).toHaveLength(3);
  });

  it("keeps every unit once, in order, within the width", () => {
    const next = random(7);
    for (let round = 0; round < 200; round += 1) {
      const sizes = Array.from({ length: next(40) }, () => ({
        width: 1 + next(120),
        gap: next(12),
        breaksAfter: next(9) === 0,
        isGlued: next(4) === 0,
      }));
      const lines = placeUnits(sizes, 200);
      expect(lines.flatMap((line) => line.units.map((placed) => placed.unit))).toEqual(sizes.map((_, i) => i));
      for (const line of lines) if (line.units.length > 1) expect(line.width).toBeLessThanOrEqual(200);
    }
  });
});

describe("levels of arcs", () => {
  it("puts short arcs below the long ones that span them", () => {
    expect(levels(layoutArcs(row(6), [arc(0, 5), arc(1, 2), arc(1, 4)], null))).toEqual([3, 1, 2]);
  });

  it("shares a level between arcs side by side, also if they meet at a unit", () => {
    expect(levels(layoutArcs(row(5), [arc(0, 2), arc(2, 4)], null))).toEqual([1, 1]);
  });

  it("gives labels that would touch different levels", () => {
    expect(levels(layoutArcs(row(3, 30), [arc(0, 1, 90), arc(1, 2, 90)], null))).toEqual([1, 2]);
  });

  it("stacks arcs of the same pair", () => {
    expect(levels(layoutArcs(row(3), [arc(0, 2), arc(2, 0), arc(0, 2)], null))).toEqual([1, 2, 3]);
  });

  it("does not climb with every link of a chain of crossing arcs", () => {
    const chain = Array.from({ length: 30 }, (_, i) => arc(i, i + 2, 20));
    expect(Math.max(...(levels(layoutArcs(row(32), chain, null)) ?? []))).toBe(2);
  });

  it("never lets two labels or lines of one level overlap, whatever the data", () => {
    const next = random(11);
    for (let round = 0; round < 150; round += 1) {
      const count = 2 + next(30);
      const sizes = Array.from({ length: count }, () => unit(8 + next(90)));
      const arcs = Array.from({ length: next(40) }, () => arc(next(count), next(count), 10 + next(90)));
      const width = next(2) ? null : 260;
      const lines = layoutArcs(placeUnits(sizes, width), arcs, width);
      for (const line of lines) {
        for (const a of line.pieces) {
          expect(a.level).toBeGreaterThanOrEqual(1);
          expect(a.x2).toBeGreaterThanOrEqual(a.x1);
          for (const b of line.pieces) {
            if (a === b || a.level !== b.level) continue;
            const [from, to] = extent(a, arcs);
            const [otherFrom, otherTo] = extent(b, arcs);
            expect(to <= otherFrom || otherTo <= from).toBe(true);
          }
        }
      }
      // Every arc is drawn: whole in one line, or as two stubs.
      const pieces = lines.flatMap((line) => line.pieces);
      arcs.forEach((_, i) => {
        const kinds = pieces
          .filter((piece) => piece.arc === i)
          .map(({ kind }) => kind)
          .sort()
          .join();
        expect(["whole", "self", "in,out"]).toContain(kinds);
      });
    }
  });
});

function extent(piece: Piece, arcs: readonly ArcEnds[]): [number, number] {
  const half = (arcs[piece.arc]?.labelWidth ?? 0) / 2;
  return [Math.min(piece.x1, piece.labelX - half), Math.max(piece.x2, piece.labelX + half)];
}

describe("ends of arcs", () => {
  it("marks the child, whichever way the arc runs", () => {
    const [forward, backward] = layoutArcs(row(3), [arc(0, 2), arc(2, 0)], null)[0]?.pieces ?? [];
    expect([forward?.headAt, forward?.childAt]).toEqual(["x1", "x2"]);
    expect([backward?.headAt, backward?.childAt]).toEqual(["x2", "x1"]);
  });

  it("keeps the ends of nested arcs from crossing", () => {
    const [long, short] = layoutArcs(row(4), [arc(0, 3), arc(0, 1)], null)[0]?.pieces ?? [];
    expect(long!.x1).toBeLessThan(short!.x1);
  });

  it("draws an arc between two lines as two stubs with its label on both", () => {
    const lines = layoutArcs(placeUnits([unit(50), unit(50)], 60), [arc(1, 0)], 60);
    expect(lines.map(({ pieces }) => pieces.map(({ kind, headAt, childAt }) => [kind, headAt, childAt]))).toEqual([
      [["out", null, "x1"]],
      [["in", "x2", null]],
    ]);
    expect(lines[0]?.pieces[0]?.x2).toBe(60);
    expect(lines[1]?.pieces[0]?.x1).toBe(0);
  });

  it("draws a relation of a unit to itself as a loop above it", () => {
    const [piece] = layoutArcs(row(2), [arc(1, 1)], null)[0]?.pieces ?? [];
    expect(piece?.kind).toBe("self");
    expect((piece!.x1 + piece!.x2) / 2).toBe(85);
    expect(piece!.x2).toBeGreaterThan(piece!.x1);
  });

  it("mirrors a piece and back", () => {
    const piece = layoutArcs(placeUnits([unit(50), unit(50)], 60), [arc(0, 1)], 60)[0]?.pieces[0] as Piece;
    const mirrored = mirrorPiece(piece, 60);
    expect(mirrored).toMatchObject({ kind: "in", x1: 0, headAt: "x2" });
    expect(mirrorPiece(mirrored, 60)).toEqual(piece);
  });
});

describe("heights", () => {
  it("needs no space without arcs", () => {
    expect(neededHeight(0)).toBe(0);
  });

  it("uses the room that there is, and never squeezes labels", () => {
    expect(levelStep(2, 325)).toBe(MAX_STEP);
    expect(levelStep(50, 325)).toBe(MIN_STEP);
    expect(neededHeight(50)).toBeGreaterThan(325);
    expect(FIRST_LEVEL + (10 - 1) * levelStep(10, neededHeight(10))).toBeLessThan(neededHeight(10));
  });
});

describe("paths", () => {
  it("goes up, over and down", () => {
    expect(piecePath({ kind: "whole", x1: 10, x2: 90 }, 20, 100)).toBe("M10 100V31Q10 20 21 20H79Q90 20 90 31V100");
  });

  it("leaves stubs open at the border of the line", () => {
    expect(piecePath({ kind: "out", x1: 10, x2: 90 }, 20, 100)).toMatch(/H90$/);
    expect(piecePath({ kind: "in", x1: 0, x2: 90 }, 20, 100)).toMatch(/^M0 20H79/);
  });

  it("has its arrowhead at the tip", () => {
    expect(arrowPath(50, 100)).toBe("M45.5 92H54.5L50 100Z");
  });
});

import { describe, expect, it } from "vitest";
import type { ArcLine, UnitLine } from "./layout";
import { lineHeight, lineState, type ArcState } from "./lineState";

const list = [0, 2, 3, 5, 6].map((from, i, all) => ({ from, to: (all[i + 1] ?? 8) - 1 }));
const line = (...units: number[]) => ({ units: units.map((unit) => ({ unit })) }) as unknown as UnitLine;
const arcs = (...numbers: number[]) => ({ levels: 2, pieces: numbers.map((arc) => ({ arc })) }) as unknown as ArcLine;
const units = { list } as unknown as Parameters<typeof lineState>[2];
const nothing: ArcState = {
  cursor: -1,
  pending: -1,
  selection: null,
  selectedUnit: -1,
  selectedArc: -1,
  focusedArcs: null,
};

describe("lineState", () => {
  it("tells a line only of its own units and arcs", () => {
    const state = { ...nothing, cursor: 3, pending: 0, selectedUnit: 4, selectedArc: 7 };
    expect(lineState(line(0, 1, 2), arcs(1), units, state)).toMatchObject({
      cursor: -1,
      pending: 0,
      selectedUnit: -1,
      selectedArc: -1,
    });
    expect(lineState(line(3, 4), arcs(7), units, state)).toMatchObject({
      cursor: 3,
      pending: -1,
      selectedUnit: 4,
      selectedArc: 7,
    });
  });

  it("is the same for a line that a change does not concern", () => {
    const before = lineState(line(0, 1), arcs(1), units, nothing);
    const focusedArcs = new Set([2]);
    expect(lineState(line(0, 1), arcs(1), units, { ...nothing, cursor: 4, focusedArcs, selectedArc: 2 })).toEqual(
      before,
    );
  });

  it("cuts a selection to the tokens of the line", () => {
    const state = { ...nothing, selection: { from: 1, to: 6 } };
    expect(lineState(line(0, 1), arcs(), units, state)).toMatchObject({ selectedFrom: 1, selectedTo: 2 });
    expect(lineState(line(2, 3), arcs(), units, state)).toMatchObject({ selectedFrom: 3, selectedTo: 5 });
    const elsewhere = lineState(line(4), arcs(), units, { ...nothing, selection: { from: 0, to: 1 } });
    expect(elsewhere.selectedFrom).toBeGreaterThan(elsewhere.selectedTo);
  });

  it("has nothing without units", () => {
    expect(lineState(line(), arcs(), units, { ...nothing, cursor: 0, selection: { from: 0, to: 9 } })).toMatchObject({
      cursor: -1,
    });
  });
});

describe("lineHeight", () => {
  it("is what is allowed, as long as arcs can be told apart in it and fill it", () => {
    const few = lineHeight({ levels: 1 }, 325);
    const many = lineHeight({ levels: 40 }, 325);
    expect(few).toBeLessThan(325);
    expect(many).toBeGreaterThan(325);
    expect(lineHeight({ levels: 0 }, 325)).toBeLessThanOrEqual(few);
  });
});

import { describe, expect, it, vi } from "vitest";
import { firstUnit, lastUnit, stepUnit, unitRange, unitTarget } from "./unitSteps";

const unit = (from: number, to = from, isInert = false) => ({ from, to, isInert });
/** Unit 0 and 5 can't be chosen; unit 2 has three tokens. */
const list = [unit(0, 0, true), unit(1), unit(2, 4), unit(5, 5, true), unit(6), unit(7, 7, true)];
const at = (position: number, isRtl = false) => ({ list, unit: position, isRtl });
const none = () => undefined;

describe("steps", () => {
  it("pass over what can't be chosen, and stay at the ends", () => {
    expect([stepUnit(list, 1, 1), stepUnit(list, 2, 1), stepUnit(list, 4, 1)]).toEqual([2, 4, 4]);
    expect([stepUnit(list, 4, -1), stepUnit(list, 1, -1)]).toEqual([2, 1]);
  });

  it("know both ends", () => {
    expect([firstUnit(list), lastUnit(list)]).toEqual([1, 4]);
    expect([firstUnit([]), lastUnit([unit(0, 0, true)])]).toEqual([-1, -1]);
  });

  it("select the tokens of both units and of all between them", () => {
    expect(unitRange(list, 1, 4)).toEqual({ from: 1, to: 6 });
    expect(unitRange(list, 4, 2)).toEqual({ from: 2, to: 6 });
  });
});

describe("keys", () => {
  it("go where they point, also from right to left", () => {
    expect([unitTarget("ArrowRight", at(1), none), unitTarget("ArrowLeft", at(2), none)]).toEqual([2, 1]);
    expect([unitTarget("ArrowRight", at(2, true), none), unitTarget("ArrowLeft", at(1, true), none)]).toEqual([1, 2]);
  });

  it("go to both ends", () => {
    expect([unitTarget("Home", at(4), none), unitTarget("End", at(1), none)]).toEqual([1, 4]);
  });

  it("go to the next line, or stay where there is none", () => {
    const otherLine = vi.fn((direction: 1 | -1) => (direction > 0 ? 4 : undefined));
    expect([unitTarget("ArrowDown", at(2), otherLine), unitTarget("ArrowUp", at(2), otherLine)]).toEqual([4, 2]);
  });

  it("are no others", () => {
    for (const key of ["a", "Tab", "PageDown", "Enter", "1"]) expect(unitTarget(key, at(1), none)).toBeNull();
  });
});

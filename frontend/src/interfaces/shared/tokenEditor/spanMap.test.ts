import { describe, expect, it } from "vitest";
import { makeTicks, nearestTick, tickPaths } from "./spanMap";

const BLOCKS = [
  { from: 0, top: 0, bottom: 100 },
  { from: 10, top: 100, bottom: 400 },
];
const at = (from: number, color = "red") => ({ from, to: from, color });

describe("the map of spans", () => {
  it("has a tick for each span, where its block is and a share of it", () => {
    const ticks = makeTicks(BLOCKS, 40, [at(0), at(5), at(10), at(25)]);
    expect(ticks.map(({ top }) => top)).toEqual([0, 0.125, 0.25, 0.625]);
  });

  it("stays inside of the text whatever the blocks are", () => {
    expect(makeTicks([], 40, [at(3)])).toEqual([]);
    expect(makeTicks(BLOCKS, 12, [at(39)])[0]?.top).toBe(1);
  });

  it("draws one path per colour", () => {
    const ticks = makeTicks(BLOCKS, 40, [at(0, "red"), at(10, "blue"), at(25, "red")]);
    expect(tickPaths(ticks)).toEqual([
      { color: "red", path: "M0 0H100M0 62.5H100" },
      { color: "blue", path: "M0 25H100" },
    ]);
  });

  it("finds what was meant by a click beside it", () => {
    const ticks = makeTicks(BLOCKS, 40, [at(0), at(10), at(25)]);
    expect(nearestTick(ticks, 0.4)?.from).toBe(10);
    expect(nearestTick([], 0.4)).toBeUndefined();
  });
});

import fc from "../../../testing/fc";
import { describe, expect, it } from "vitest";
import { chunkState } from "./chunkState";

const chunk = { from: 10, to: 19 };
const NONE = { cursor: -1, selectedFrom: -1, selectedTo: -2, isInUse: false };

describe("chunkState", () => {
  it("knows the cursor only in its own chunk, both ends included", () => {
    expect([9, 10, 19, 20].map((cursor) => chunkState(chunk, cursor, null).cursor)).toEqual([-1, 10, 19, -1]);
    expect(chunkState(chunk, -1, null)).toEqual(NONE);
  });

  it("cuts a selection to the chunk", () => {
    expect(chunkState(chunk, -1, { from: 3, to: 12 })).toMatchObject({ selectedFrom: 10, selectedTo: 12 });
    expect(chunkState(chunk, -1, { from: 15, to: 40 })).toMatchObject({ selectedFrom: 15, selectedTo: 19 });
    expect(chunkState(chunk, -1, { from: 20, to: 40 })).toEqual(NONE);
  });

  it("has a token of the selection exactly if it is drawn for it", () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(12), (from, length) => {
        const selection = { from, to: from + length };
        const { selectedFrom, selectedTo, isInUse } = chunkState(chunk, -1, selection);
        const inside = Array.from({ length: 10 }, (_, i) => 10 + i).filter((at) => at >= from && at <= selection.to);
        const drawn = inside.filter((at) => at >= selectedFrom && at <= selectedTo);
        expect([drawn, isInUse]).toEqual([inside, inside.length > 0]);
        if (!isInUse) expect(selectedTo).toBeLessThan(selectedFrom);
      }),
    );
  });
});

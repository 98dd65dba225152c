import { describe, expect, it } from "vitest";
import { readClick, type Hit } from "./clicks";

const hit = (extra: Partial<Hit>): Hit => ({ arc: -1, isRemove: false, unit: -1, count: 1, ...extra });

describe("readClick", () => {
  it("finds the arc of the data behind the one that is drawn", () => {
    expect(readClick(hit({ arc: 1 }), [0, 4], false)).toEqual({ type: "pressArc", arc: 4 });
    expect(readClick(hit({ arc: 1, isRemove: true }), [0, 4], false)).toEqual({ type: "deleteArc", arc: 4 });
    expect(readClick(hit({ arc: 2 }), [0, 4], false)).toEqual({ type: "pressArc", arc: -1 });
  });

  it("means the arc where an arc lies over a unit", () => {
    expect(readClick(hit({ arc: 0, unit: 3 }), [0], true)).toEqual({ type: "pressArc", arc: 0 });
  });

  it("drops everything beside units and arcs", () => {
    expect(readClick(hit({}), [], true)).toEqual({ type: "clear" });
  });

  it("passes over the second half of a double click, unless it names a child", () => {
    expect(readClick(hit({ unit: 2, count: 2 }), [], false)).toBeNull();
    expect(readClick(hit({ unit: 2, count: 2 }), [], true)).toMatchObject({ type: "pick", unit: 2 });
  });

  it("leaves the keyboard where it is when a key made the click", () => {
    expect(readClick(hit({ unit: 2, count: 0 }), [], false)).toEqual({ type: "pick", unit: 2, isByPointer: false });
    expect(readClick(hit({ unit: 2 }), [], false)).toMatchObject({ isByPointer: true });
  });
});

import { describe, expect, it } from "vitest";
import { runIn } from "./runOn";

const box = { left: 100, right: 700, top: 0, bottom: 390 };
/** The empty mark at the end of a block: as high as a word, in the middle of its line. */
const mark = (x: number, bottom: number) => ({ left: x, right: x, top: bottom - 30, bottom: bottom - 10 });

describe("where a block runs on", () => {
  it("is behind the last word of the block before, in its last line", () => {
    expect(runIn(mark(340, 390), box, 40, false)).toEqual({ indent: 240, below: 0 });
  });

  it("is on the other side in texts from right to left", () => {
    expect(runIn(mark(340, 390), box, 40, true)).toEqual({ indent: 360, below: 0 });
  });

  it("leaves room for the lanes of a line that is higher than others", () => {
    expect(runIn(mark(340, 360), box, 40, false)).toEqual({ indent: 240, below: 30 });
  });

  it("is not disturbed by halves of pixels, nor by a space that hangs over the edge", () => {
    expect(runIn(mark(706.5, 389.5), box, 40, false)).toEqual({ indent: 600, below: 0 });
  });
});

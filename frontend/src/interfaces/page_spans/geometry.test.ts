import { describe, expect, it } from "vitest";
import type { Box } from "../../geometry/points";
import type { Token } from "../../model/parts";
import { joinPlaces, nearestToken, readPlaces, tokenInNextLine, usualHeight, type Places } from "./geometry";

const box = (x: number, y: number, width = 40, height = 14): Box => ({ x, y, width, height });
const token = (boxes: unknown) => ({ text: "a", start: 0, end: 1, id: 0, boxes }) as Token;
/** Two columns of three lines with two words each. */
const COLUMNS: Places[] = [0, 300].flatMap((left) =>
  [0, 20, 40].flatMap((top) => [[box(left + 10, top)], [box(left + 60, top, 80)]]),
);

describe("the places of a token", () => {
  it("are one box for each line it is in", () => {
    expect(readPlaces(token([[1, 2, 3, 4]]))).toEqual([{ x: 1, y: 2, width: 3, height: 4 }]);
    expect(
      readPlaces(
        token([
          [90, 0, 9, 9],
          [0, 12, 9, 9],
        ]),
      ),
    ).toHaveLength(2);
  });

  it.each([undefined, null, "x", [], [[1, 2, 3]], [[1, 2, "3", 4]], [[1, 2, NaN, 4]], [[1, 2, 0, 4]], [[1, 2, 3, -4]]])(
    "are none where %j stands",
    (boxes) => expect(readPlaces(token(boxes))).toEqual([]),
  );
});

describe("the places of a run of tokens", () => {
  it("are joined in a line, and begin anew in the next one", () => {
    expect(joinPlaces(COLUMNS.slice(0, 3))).toEqual([box(10, 0, 130), box(10, 20)]);
  });

  it("are not joined over the gap between columns", () => {
    expect(joinPlaces([[box(10, 0, 140)], [box(310, 0)]])).toHaveLength(2);
  });

  it("are joined in either direction, and with smaller letters", () => {
    expect(joinPlaces([[box(100, 0)], [box(50, 0)]])).toEqual([box(50, 0, 90)]);
    expect(joinPlaces([[box(0, 0, 40, 14)], [box(42, 8, 6, 8)]])).toEqual([box(0, 0, 48, 16)]);
  });

  it("are joined in text that runs down", () => {
    expect(joinPlaces([[box(10, 0, 14, 60)], [box(10, 66, 14, 7)], [box(10, 80, 14, 50)]])).toEqual([
      box(10, 0, 14, 130),
    ]);
    expect(joinPlaces([[box(10, 0, 60)], [box(10, 20, 60)]])).toHaveLength(2);
  });

  it("include both halves of a divided word and nothing for spaces", () => {
    const run: Places[] = [[box(500, 0)], [], [box(545, 0), box(10, 20)], [box(55, 20)]];
    expect(joinPlaces(run)).toEqual([box(500, 0, 85), box(10, 20, 85)]);
  });
});

describe("the token at a point", () => {
  it("is the one below it", () => {
    expect(nearestToken(COLUMNS, 70, 25)).toBe(3);
    expect(nearestToken(COLUMNS, 311, 1)).toBe(6);
  });

  it("is the nearest one of the line where there is none", () => {
    expect(nearestToken(COLUMNS, 55.5, 21)).toBe(3);
    expect(nearestToken(COLUMNS, 210, 27)).toBe(3);
    expect(nearestToken(COLUMNS, 240, 27)).toBe(8);
  });

  it("is found outside of the page too, and in no empty one", () => {
    expect(nearestToken(COLUMNS, -50, -50)).toBe(0);
    expect(nearestToken(COLUMNS, 1e4, 1e4)).toBe(11);
    expect(nearestToken([[], []], 0, 0)).toBeNull();
  });
});

describe("the token in the next line", () => {
  it("stays in its column", () => {
    expect(tokenInNextLine(COLUMNS, 1, 1)).toBe(3);
    expect(tokenInNextLine(COLUMNS, 9, -1)).toBe(7);
    expect(tokenInNextLine(COLUMNS, 2, 1)).toBe(4);
  });

  it("is the same one at the ends", () => {
    expect(tokenInNextLine(COLUMNS, 0, -1)).toBe(0);
    expect(tokenInNextLine(COLUMNS, 11, 1)).toBe(11);
    expect(tokenInNextLine([[]], 0, 1)).toBe(0);
  });

  it("counts from the last place of a divided word downwards, from the first upwards", () => {
    const all: Places[] = [[box(500, 0)], [box(500, 20), box(10, 40)], [box(10, 60)], [box(500, 60)]];
    expect(tokenInNextLine(all, 1, 1)).toBe(2);
    expect(tokenInNextLine(all, 1, -1)).toBe(0);
  });
});

it("knows how large the text is", () => {
  expect(usualHeight([[box(0, 0, 9, 30)], [box(0, 0)], [box(0, 0)], []])).toBe(14);
  expect(usualHeight([[]])).toBe(0);
});

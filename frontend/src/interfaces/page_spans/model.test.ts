import { describe, expect, it } from "vitest";
import type { Token } from "../../model/parts";
import type { Task } from "../../model/task";
import { finishPage, nextZoom, pageSize, placeStyle, placesOf, readableZoom } from "./model";

const TOKENS: Token[] = [
  { text: "Ada", start: 0, end: 3, id: 0, ws: true, boxes: [[10, 10, 30, 12.04]] },
  {
    text: "Lovelace",
    start: 4,
    end: 12,
    id: 1,
    ws: true,
    boxes: [
      [44, 10, 60, 12.04],
      [10, 30, 20, 12],
    ],
  },
  { text: "\n\n", start: 12, end: 14, id: 2, ws: false, boxes: [] },
];
const task = (spans: unknown, more = {}): Task =>
  ({ _input_hash: 1, _task_hash: 2, text: "Ada Lovelace\n\n", tokens: TOKENS, spans, page: 4, ...more }) as Task;

describe("an answer", () => {
  it("says of its spans on which page and where they are", () => {
    const span = { start: 0, end: 12, label: "PERSON", token_start: 0, token_end: 1 };
    const boxes = [
      [10, 10, 94, 12],
      [10, 30, 20, 12],
    ];
    expect(finishPage(task([span])).spans).toEqual([{ ...span, page: 4, boxes }]);
    expect(finishPage(task([{ ...span, page: 1, boxes: [[0, 0, 1, 1]] }])).spans).toEqual([
      { ...span, page: 4, boxes },
    ]);
    expect(finishPage(task([span], { page: undefined })).spans).toEqual([{ ...span, boxes }]);
  });

  it("is the same when nothing is new", () => {
    const once = finishPage(task([{ start: 0, end: 3, label: "A", token_start: 0, token_end: 0 }]));
    expect(finishPage(once)).toBe(once);
    const none = task(undefined);
    expect(finishPage(none)).toBe(none);
  });

  it("keeps spans that are off the tokens", () => {
    expect(finishPage(task([{ start: 1, end: 2, label: "A" }])).spans?.[0]).not.toHaveProperty("boxes");
  });
});

describe("the zoom", () => {
  const A4 = { width: 1190, height: 1684 };

  it("is none where words can be read, and more on a phone", () => {
    expect(readableZoom(28, A4, 850)).toBe(1);
    expect(readableZoom(28, A4, 340)).toBe(2);
    expect(readableZoom(4, A4, 340)).toBe(3);
    expect(readableZoom(0, A4, 340)).toBe(1);
    expect(readableZoom(28, A4, 0)).toBe(1);
  });

  it("has steps and ends", () => {
    expect([nextZoom(1, 1), nextZoom(1.5, -1), nextZoom(1, -1), nextZoom(4, 1)]).toEqual([1.25, 1.25, 1, 4]);
  });
});

it("places boxes as shares of the page", () => {
  expect(placeStyle({ x: 10, y: 50, width: 1, height: 200 }, { width: 300, height: 200 })).toEqual({
    left: "3.333%",
    top: "25%",
    width: "0.333%",
    height: "100%",
  });
  expect(pageSize("x", 0)).toEqual({ width: 1, height: 1 });
});

it("reads the places of tokens once", () => {
  expect(placesOf(TOKENS)).toBe(placesOf(TOKENS));
});

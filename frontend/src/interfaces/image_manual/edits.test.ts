import { beforeEach, describe, expect, it } from "vitest";
import { rectOf } from "../../geometry/shapes";
import type { ImageSpan } from "../../model/parts";
import type { Task } from "../../model/task";
import { addShape, deleteShape, middleShape, pasteShape, relabelShape, replaceShape, toggleLock } from "./edits";
import { currentMode, drawingModes } from "./modes";
import { locate, selectionOf } from "./selection";
import { noteSize, sizePatch, writeSize } from "./sizes";

const size = { width: 200, height: 100 };
const SPANS: ImageSpan[] = [
  { x: 10, y: 10, width: 20, height: 20, label: "A", id: "one", mask: [1] },
  {
    points: [
      [50, 50],
      [90, 50],
      [70, 90],
    ],
    type: "polygon",
    label: "B",
    suggested: true,
  },
];
const colorOf = (label: string) => ({ A: "red", B: "blue" })[label] ?? "grey";

describe("edits", () => {
  it("add a shape with its label, or without one", () => {
    expect(addShape(SPANS, rectOf({ x: 1, y: 2, width: 3, height: 4 }), "A")).toMatchObject({
      selected: 2,
      spans: [...SPANS, { x: 1, y: 2, label: "A" }],
    });
    expect(addShape([], rectOf({ x: 1, y: 2, width: 3, height: 4 }), null).spans[0]).not.toHaveProperty("label");
  });

  it("leave alone what they don't mean", () => {
    const { spans } = replaceShape(SPANS, 0, rectOf({ x: 0, y: 0, width: 5, height: 5 }));
    expect(spans[1]).toBe(SPANS[1]);
    expect(spans[0]).toMatchObject({ x: 0, id: "one", mask: [1] });
    expect(deleteShape(SPANS, 0)).toEqual({ spans: [SPANS[1]], selected: -1 });
  });

  it("take a suggestion that was changed for agreed", () => {
    expect(relabelShape(SPANS, 1, "A", colorOf).spans[1]).not.toHaveProperty("suggested");
  });

  it("exchange the colour of the label before, and no other", () => {
    const colored = [
      { ...SPANS[0], color: "red" },
      { ...SPANS[0], color: "#123" },
    ] as ImageSpan[];
    expect(relabelShape(colored, 0, "B", colorOf).spans[0]).toMatchObject({ label: "B", color: "blue" });
    expect(relabelShape(colored, 1, "B", colorOf).spans[1]).toMatchObject({ label: "B", color: "#123" });
  });

  it("lock and unlock without leaving a trace", () => {
    const locked = toggleLock(SPANS, 0).spans;
    expect(locked[0]?.locked).toBe(true);
    expect(toggleLock(locked, 0).spans).toEqual(SPANS);
  });

  it("paste beside what is there, on the picture, and under no other name", () => {
    const once = pasteShape(SPANS, SPANS[0]!, size)!;
    expect(once.spans[2]).toMatchObject({ x: 20, y: 20, label: "A", mask: [1] });
    expect(once.spans[2]).not.toHaveProperty("id");
    expect(pasteShape(once.spans, SPANS[0]!, size)!.spans[3]).toMatchObject({ x: 30, y: 30 });
    expect(pasteShape([], { x: 900, y: 900, width: 20, height: 20 }, size)!.spans[0]).toMatchObject({ x: 180, y: 80 });
    expect(pasteShape([], { x: 0, y: 0, width: 900, height: 50 }, size)!.spans[0]).toMatchObject({
      width: 200,
      height: 50,
    });
    expect(pasteShape([], { points: "?" }, size)).toBe(null);
  });

  it("make a shape in the middle for keys", () => {
    const seen = { x: 30, y: 0, width: 90, height: 60 };
    expect(middleShape("rect", seen).points[0]).toEqual([60, 20]);
    expect(middleShape("polygon", seen).points).toHaveLength(8);
  });
});

describe("the selection", () => {
  it("goes with its shape", () => {
    const selection = selectionOf(SPANS, 1);
    expect(locate(selection, SPANS)).toBe(1);
    expect(locate(selection, [SPANS[1]!])).toBe(0);
    expect(locate(selection, [SPANS[0]!, { ...SPANS[1] }])).toBe(1);
    expect(locate(selection, [SPANS[0]!])).toBe(-1);
    expect(locate(selectionOf(SPANS, 7), SPANS)).toBe(-1);
  });
});

describe("modes", () => {
  it("are those of the settings that exist", () => {
    const of = (modes: unknown, mode?: unknown) =>
      drawingModes({ image_manual_modes: modes, image_manual_mode: mode } as Parameters<typeof drawingModes>[0]);
    expect(of(["polygon", "rect", "polygon"])).toEqual(["polygon", "rect"]);
    expect(of(["circle"])).toEqual(["rect", "polygon", "freehand"]);
    expect(of(["rect"], "freehand")).toEqual(["freehand"]);
    expect(of(null, "circle")).toHaveLength(3);
  });

  it("stay while they are allowed", () => {
    expect(currentMode("polygon", ["rect", "polygon"])).toBe("polygon");
    expect(currentMode("freehand", ["rect", "polygon"])).toBe("rect");
    expect(currentMode("select", ["rect"])).toBe("select");
    expect(currentMode(null, ["freehand"])).toBe("freehand");
  });
});

describe("sizes", () => {
  const task = (image: string, more = {}) => ({ image, _input_hash: 1, _task_hash: 2, ...more }) as Task;
  const long = (end: string) => `data:image/png;base64,${"A".repeat(5000)}${end}`;

  beforeEach(() => {
    noteSize("a.png", { width: 40, height: 30 });
    noteSize(long("x"), { width: 7, height: 8 });
  });

  it("are written into answers that don't have them", () => {
    expect(writeSize(task("a.png"))).toMatchObject({ width: 40, height: 30 });
    const own = task("a.png", { width: 4, height: 3 });
    expect(writeSize(own)).toBe(own);
    expect(sizePatch(task("unseen.png"))).toBe(null);
    expect(sizePatch(task("a.png", { width: 80 }))).toEqual({ height: 60 });
  });

  it("tell long data apart", () => {
    expect(sizePatch(task(long("x")))).toEqual({ width: 7, height: 8 });
    expect(sizePatch(task(long("y")))).toBe(null);
  });

  it("are forgotten after many", () => {
    for (let i = 0; i < 300; i++) noteSize(`${i}.png`, { width: 1, height: 1 });
    expect(sizePatch(task("a.png"))).toBe(null);
  });
});

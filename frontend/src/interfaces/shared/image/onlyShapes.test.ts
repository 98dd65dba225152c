import { expect, it } from "vitest";
import { onlyShapes } from "./onlyShapes";

it("leaves out spans of a text, and keeps everything else that says something of a picture", () => {
  const text = { start: 0, end: 4, label: "A" };
  const shapes = [{ points: [] }, { x: 1, start: 0, end: 1 }, { label: "broken" }];
  expect(onlyShapes([text, ...shapes])).toEqual(shapes);
  expect(onlyShapes(shapes)).toBe(shapes);
});

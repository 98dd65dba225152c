import { expect, it } from "vitest";
import type { Task } from "../../../model/task";
import { dropSuggestions } from "./finish";

const CAT = { label: "CAT", points: [[0, 0]], suggested: true };
const TASK = { image: "a.png", _input_hash: 1, _task_hash: 2 } as Task;

it("drops suggested shapes, whatever they are called", () => {
  const task = {
    ...TASK,
    spans: [CAT, { label: "DOG", points: [] }],
    boxes: [{ x: 1, y: 1, width: 2, height: 2, suggested: true }],
  };
  expect(dropSuggestions(task as unknown as Task)).toEqual({
    ...TASK,
    spans: [{ label: "DOG", points: [] }],
    boxes: [],
  });
  expect(task.spans).toHaveLength(2);
});

it("leaves everything else alone", () => {
  // Suggested spans of a text are the business of whoever shows the text.
  const task = {
    ...TASK,
    spans: [{ start: 0, end: 1, suggested: true }],
    rows: [{ suggested: true }],
    n: null,
  } as unknown as Task;
  expect(dropSuggestions(task)).toBe(task);
});

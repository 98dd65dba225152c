import { describe, expect, test } from "vitest";
import type { Task } from "../../model/task";
import { findLack, isRated, preferPatch, ratePatch, readCandidates, readRubric, slotsOf, tiePatch } from "./model";

const TASK = {
  prompt: "Why?",
  responses: [
    { id: "x", content: "So." },
    { id: "y", content: "Or so." },
    { id: 5, content: "has no name" },
  ],
  order: ["y", "gone", "x"],
  rubric: [
    { name: "n", scale: [1, 2] },
    { name: "all", scale: ["no", "yes"], per: "task" },
    { name: "broken", scale: [] },
  ],
} as unknown as Task;

test("responses stand in the order of the server, those without a name not at all", () => {
  expect(readCandidates(TASK).map(({ id, letter }) => letter + id)).toEqual(["Ay", "Bx"]);
  expect(readCandidates({ ...TASK, order: "x" } as unknown as Task).map(({ id }) => id)).toEqual(["x", "y"]);
});

test("a tie and a preferred response exclude each other, and each is taken back by itself", () => {
  expect(preferPatch({ ...TASK, tie: true }, "x")).toEqual({ preferred: "x", tie: false });
  expect(preferPatch({ ...TASK, preferred: "x" }, "x")).toEqual({ preferred: null, tie: false });
  expect(tiePatch({ ...TASK, preferred: "x" })).toEqual({ preferred: null, tie: true });
  expect(tiePatch({ ...TASK, tie: true })).toEqual({ preferred: null, tie: false });
});

test("ratings are per response and for the task, and leave nothing behind when they are taken back", () => {
  expect(slotsOf(readCandidates(TASK), readRubric(TASK)).map(({ id }) => id)).toEqual(["y", "x", "*"]);
  const rated = { ...TASK, ...ratePatch(TASK, "x", "n", 2) };
  expect(rated["ratings"]).toEqual({ x: { n: 2 } });
  expect(ratePatch(rated, "x", "n", null)).toEqual({ ratings: {} });
  const [criterion] = readRubric(TASK);
  expect(isRated({ ...TASK, ratings: { x: { n: 9 } } }, { id: "x", criterion: criterion! })).toBe(false);
});

describe("what is missing", () => {
  const rated = { ...TASK, ratings: { x: { n: 1 }, y: { n: 2 }, "*": { all: "yes" } } };
  test.each([
    ["a choice", TASK, {}, "preference_missing"],
    ["a choice among the responses", { ...rated, preferred: "z" }, {}, "preference_missing"],
    ["a rating", { ...TASK, tie: true }, {}, "rating_missing"],
    ["nothing", { ...rated, preferred: "x" }, {}, null],
    ["a reason", { ...rated, tie: true, reason: " " }, { preference_require_reason: true }, "reason_missing"],
    ["nothing, if all may be left out", TASK, { preference_require_complete: false }, null],
  ])("is %s", (_, task, config, lack) => {
    expect(findLack(task as Task, config)).toBe(lack);
  });
});

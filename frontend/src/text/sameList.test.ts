import { expect, it } from "vitest";
import { isSameList, keepList } from "./sameList";

const [a, b] = [
  { start: 1, label: "A" },
  { start: 2, label: "B" },
];

it("compares lists by their items", () => {
  expect(isSameList([a, b], [a, { ...b }])).toBe(true);
  expect(isSameList([a, b], [b, a])).toBe(false);
  expect(isSameList([a, b], [a])).toBe(false);
  expect(isSameList(undefined, undefined)).toBe(true);
  expect(isSameList(undefined, [])).toBe(false);
});

it("keeps a list of the very same items", () => {
  const list = [a, b];
  expect(keepList(list, [a, b])).toBe(list);
  expect(keepList(list, [a, { ...b }])).not.toBe(list);
  expect(keepList(undefined, list)).toBe(list);
});

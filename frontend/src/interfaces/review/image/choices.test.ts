import { describe, expect, it } from "vitest";
import type { StoredShape } from "../../../geometry/stored";
import { candidatesOf, drawnShapes, nextCandidate, nextDifference, readFinal, takeShape } from "./choices";
import { groupShapes } from "./groups";

const box = (x: number, label = "CAT", more = {}): StoredShape => ({
  x,
  y: 0,
  width: 100,
  height: 100,
  label,
  ...more,
});
const VERSIONS = [
  [box(0), box(300, "DOG")],
  [box(20), box(300, "DOG"), box(600)],
  [box(0), box(300, "COW")],
];
const groups = groupShapes(
  VERSIONS.flatMap((spans, version) => drawnShapes(spans, version)),
  VERSIONS.length,
);
const [cat, dog, extra] = groups;

/** What the choices are, by version. */
const told = (spans: unknown) =>
  readFinal(groups, spans).choices.map((choice) => (typeof choice === "string" ? choice : choice.version));

it("draws what can be drawn", () => {
  expect(drawnShapes([box(0), { label: "CAT" }, null, box(1, "", { label: 0 })], 4)).toMatchObject([
    { version: 4, index: 0, label: "CAT" },
    { version: 4, index: 3, label: "0" },
  ]);
  expect(drawnShapes(undefined, 0)).toEqual([]);
});

it("groups what the versions have", () => {
  expect(groups.map(({ difference }) => difference)).toEqual(["place", "label", "missing"]);
});

describe("the final annotation", () => {
  it("says whose shapes it has", () => {
    expect(told(VERSIONS[0])).toEqual([0, 0, "none"]);
    expect(told(VERSIONS[1])).toEqual([1, 0, 1]);
    expect(told([])).toEqual(["none", "none", "none"]);
    expect(told([box(10), box(900)])).toEqual(["own", "none", "none"]);
  });

  it("is found at another place in the list, and with another label", () => {
    expect(readFinal(groups, [box(900), box(300, "COW"), box(0)]).places).toEqual([[2], [1], []]);
    expect(told([box(300, "COW")])).toEqual(["none", 2, "none"]);
  });
});

describe("taking over", () => {
  const places = (spans: unknown, group: number) => readFinal(groups, spans).places[group]!;

  it("replaces the shape in its place, with all that was stored of it", () => {
    const stored = { ...box(20), own: { kept: [1] } };
    const spans = takeShape(VERSIONS[0], stored, places(VERSIONS[0], 0));
    expect(spans).toEqual([stored, VERSIONS[0]![1]]);
    expect(spans[0]).not.toBe(stored);
    expect(VERSIONS[0]).toHaveLength(2);
  });

  it("adds what was not there, and takes away what nobody should have", () => {
    expect(takeShape(undefined, box(600), [])).toEqual([box(600)]);
    expect(takeShape(VERSIONS[1], null, places(VERSIONS[1], 2))).toEqual([box(20), box(300, "DOG")]);
    expect(takeShape(VERSIONS[0], null, [])).toEqual(VERSIONS[0]);
  });

  it("leaves one of two shapes about the same thing", () => {
    const doubled = [box(0), box(5), box(700)];
    expect(takeShape(doubled, box(20), places(doubled, 0))).toEqual([box(20), box(700)]);
  });
});

describe("going through", () => {
  it("offers each different shape once", () => {
    expect(candidatesOf(cat!).map(({ versions }) => versions)).toEqual([[0, 2], [1]]);
    expect(candidatesOf(extra!)).toHaveLength(1);
  });

  it("comes to none after the last one, and then to the first", () => {
    const [first, second] = candidatesOf(dog!).map(({ shape }) => shape);
    expect(nextCandidate(dog!, "none")).toBe(first);
    expect(nextCandidate(dog!, first!)).toBe(second);
    expect(nextCandidate(dog!, second!)).toBeNull();
    expect(nextCandidate(dog!, "own")).toBe(first);
  });

  it("goes from difference to difference", () => {
    const agreed = { ...cat!, difference: "agreed" as const };
    const all = [agreed, dog!, agreed, extra!];
    expect([nextDifference(all, -1, 1), nextDifference(all, 1, 1), nextDifference(all, 3, 1)]).toEqual([1, 3, 1]);
    expect([nextDifference(all, -1, -1), nextDifference(all, 1, -1)]).toEqual([3, 3]);
    expect(nextDifference([agreed], 0, 1)).toBe(-1);
    expect(nextDifference([], -1, 1)).toBe(-1);
  });
});

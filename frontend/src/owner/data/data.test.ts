import { describe, expect, it } from "vitest";
import { findChanges } from "./changes";
import { countFilters, NO_FILTERS, readDay, readFilters, writeDay, writeFilters } from "./filters";
import { ALL, choose, countChosen, isChosen, makeSelection, NONE } from "./selection";

describe("filters", () => {
  it("stand in the address, whatever they are", () => {
    const filters = {
      ...NO_FILTERS,
      text: '"a b" & 京*',
      datasets: ["one", "two&three=4"],
      labels: ["ÄRZTE"],
      flagged: true,
      since: readDay("2024-02-29"),
      until: readDay("2024-03-01"),
    };
    const read = readFilters(new URLSearchParams(writeFilters(filters, "session")));
    expect(read).toEqual({ filters, order: "session" });
    expect(countFilters(filters)).toBe(4);
  });

  it("are left out where they make no sense", () => {
    const read = readFilters(new URLSearchParams("since=yesterday&order=none&flagged=yes"));
    expect(read).toEqual({ filters: NO_FILTERS, order: "newest" });
    expect(writeFilters(NO_FILTERS, "newest")).toBe("");
  });

  it("know days as the browser does", () => {
    expect(writeDay(readDay("2024-03-31")!)).toBe("2024-03-31");
    expect(readDay("2024-3-31")).toBeNull();
  });
});

describe("selection", () => {
  it("names some, or all but some", () => {
    const some = choose(NONE, [1, 2], true);
    expect([isChosen(some, 1), isChosen(some, 3), countChosen(some, 10)]).toEqual([true, false, 2]);
    expect(makeSelection(choose(some, [1], false), NO_FILTERS)).toEqual({ ids: [2] });
    const most = choose(ALL, [1, 2], false);
    expect([isChosen(most, 1), isChosen(most, 3), countChosen(most, 10)]).toEqual([false, true, 8]);
    expect(countChosen(most, null)).toBeNull();
    expect(makeSelection(choose(most, [2], true), NO_FILTERS)).toEqual({ matching: NO_FILTERS, without: [1] });
  });
});

describe("an edit", () => {
  const hashes = { _input_hash: 1, _task_hash: 2 };

  it("sends only what has changed", () => {
    const before = { ...hashes, text: "a", spans: [{ start: 0, end: 1 }], big: 2 ** 60, note: "x" };
    const { note: _, ...rest } = before;
    const after = { ...rest, _task_hash: 3, spans: [{ start: 0, end: 1 }], answer: "reject" as const };
    expect(findChanges(before, after)).toEqual({ set: { answer: "reject" }, unset: ["note"] });
  });
});

import { describe, expect, it } from "vitest";
import type { Task } from "../../model/task";
import { countAnnotators, findDisagreements, isMostFrequent, muteShared, shortNames } from "./agreement";
import type { Version } from "./model";

const span = (start: number, end: number, label: string, more = {}) => ({ start, end, label, ...more });
const version = (sessions: string[], data: Partial<Task> = {}) => ({ sessions, ...data }) as unknown as Version;
const task = (...versions: Version[]) => ({ _input_hash: 1, _task_hash: 2, text: "Ada met Bo", versions }) as Task;

describe("annotators", () => {
  it("are counted, also where their names are not known", () => {
    expect(countAnnotators([version(["a", "b"]), version([]), version(["c"])])).toBe(4);
    expect(countAnnotators([])).toBe(0);
  });
});

describe("disagreements", () => {
  it("are what some have and others have not, in the order of the text", () => {
    const ada = span(0, 3, "PERSON");
    const found = findDisagreements(
      task(version(["a"], { spans: [ada, span(8, 10, "PERSON")] }), version(["b"], { spans: [ada, span(4, 7, "X")] })),
      ["spans"],
    );
    expect(found.map(({ text, names, count }) => [text, names, count])).toEqual([
      ["X: met", ["b"], 1],
      ["PERSON: Bo", ["a"], 1],
    ]);
  });

  it("are none about how a span was made or drawn", () => {
    const one = version(["a"], { spans: [span(0, 3, "P", { token_start: 0, color: "red" })] });
    const other = version(["b"], { spans: [span(0, 3, "P", { source: "model" })] });
    expect(findDisagreements(task(one, other), ["spans"])).toEqual([]);
  });

  it("name options by their text, and values by themselves", () => {
    const options = [{ id: "p", text: "Politics" }];
    const versions = [version(["a"], { accept: ["p"] }), version(["b"], { accept: [] })];
    const found = findDisagreements({ ...task(...versions), options }, ["accept"]);
    expect(found.map(({ text }) => text)).toEqual(["Politics"]);
    const notes = task(version(["a"], { note: "yes" }), version(["b"], { note: "" }), version(["c"]));
    expect(findDisagreements(notes, ["note"]).map(({ text, count }) => [text, count])).toEqual([["yes", 1]]);
  });

  it("count an annotator once who has the same thing twice", () => {
    const twice = version(["a"], { accept: ["p", "p"] });
    expect(findDisagreements(task(twice, version(["b"])), ["accept"])[0]).toMatchObject({ count: 1, names: ["a"] });
  });

  it("are none among equals, or with one version", () => {
    const same = { spans: [span(0, 3, "P")] };
    expect(findDisagreements(task(version(["a"], same), version(["b"], same)), ["spans"])).toEqual([]);
    expect(findDisagreements(task(version(["a", "b"], same)), ["spans"])).toEqual([]);
    expect(findDisagreements(task(), ["spans"])).toEqual([]);
  });
});

describe("muteShared", () => {
  it("colours what all have, and leaves what differs", () => {
    const [shared, own] = [span(0, 3, "P"), span(4, 7, "X")];
    const versions = [version(["a"], { spans: [shared, own] }), version(["b"], { spans: [{ ...shared }] })];
    const shown = { ...task(), spans: [shared, own] };
    expect(muteShared(shown, versions, "#eee").spans).toEqual([{ ...shared, color: "#eee" }, own]);
    expect(muteShared(shown, versions.slice(0, 1), "#eee")).toBe(shown);
  });
});

describe("the most frequent version", () => {
  it("is the one of most annotators, and none in a tie", () => {
    const [two, one, other] = [version(["a", "b"]), version(["c"]), version(["d"])];
    expect(isMostFrequent(two, [two, one])).toBe(true);
    expect(isMostFrequent(one, [two, one])).toBe(false);
    expect(isMostFrequent(one, [one, other])).toBe(false);
    expect(isMostFrequent(one, [one])).toBe(false);
  });
});

describe("names", () => {
  const names = (sessions: string[], datasets?: string[]) =>
    Object.fromEntries(shortNames([version(sessions)], datasets));

  it("lose the dataset that all begin with", () => {
    expect(names(["news-alice", "news-bob"])).toEqual({ "news-alice": "alice", "news-bob": "bob" });
    expect(names(["my-set-al", "my-set-alice"])).toEqual({ "my-set-al": "al", "my-set-alice": "alice" });
  });

  it("lose a dataset that is known, the longest first", () => {
    expect(names(["a-b-alice"], ["a", "a-b"])).toEqual({ "a-b-alice": "alice" });
    expect(names(["other-alice"], ["a"])).toEqual({ "other-alice": "other-alice" });
  });

  it("stay long where they would be the same", () => {
    expect(names(["x-alice", "y-alice"], ["x", "y"])).toEqual({ "x-alice": "x-alice", "y-alice": "y-alice" });
  });

  it("stay whole for one annotator, and for sessions that are called by their time", () => {
    expect(names(["news-alice"])).toEqual({ "news-alice": "news-alice" });
    const timed = ["2026-05-01_10-00-00", "2026-05-01_11-30-00"];
    expect(names(timed)).toEqual(Object.fromEntries(timed.map((name) => [name, name])));
  });
});

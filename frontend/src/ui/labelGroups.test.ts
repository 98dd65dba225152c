import { describe, expect, it } from "vitest";
import { groupLabels, searchLabels } from "./labelGroups";

describe("groupLabels", () => {
  it("leaves short lists alone, whatever their names", () => {
    expect(groupLabels(["A/X", "B"])).toEqual([{ name: null, labels: ["A/X", "B"] }]);
  });

  it("groups long lists by prefix, ungrouped labels first", () => {
    const labels = [...Array.from({ length: 12 }, (_, i) => `DRUG/${i}`), "OTHER"];
    expect(groupLabels(labels).map((group) => [group.name, group.labels.length])).toEqual([
      [null, 1],
      ["DRUG", 12],
    ]);
  });

  it("makes no group of a single label that has a slash", () => {
    const labels = [...Array.from({ length: 12 }, (_, i) => `L${i}`), "a/b"];
    expect(groupLabels(labels)).toEqual([{ name: null, labels }]);
  });

  it("follows the groups of the settings", () => {
    expect(groupLabels(["A", "B", "C"], { first: ["C", "A"] })).toEqual([
      { name: null, labels: ["B"] },
      { name: "first", labels: ["A", "C"] },
    ]);
  });
});

describe("searchLabels", () => {
  const labels = ["PERSON", "ORG", "WORK_OF_ART", "PRODUCT", "GPE"];

  it("ranks starts of labels over starts of words over letters", () => {
    expect(searchLabels(labels, "o")).toEqual(["ORG", "WORK_OF_ART", "PERSON", "PRODUCT"]);
    expect(searchLabels(labels, "pdt")).toEqual(["PRODUCT"]);
    expect(searchLabels(labels, "zzz")).toEqual([]);
  });

  it("shows recently used labels first", () => {
    expect(searchLabels(labels, "", ["GPE", "ORG"]).slice(0, 3)).toEqual(["GPE", "ORG", "PERSON"]);
  });
});

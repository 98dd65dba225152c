import fc from "../testing/fc";
import { describe, expect, it } from "vitest";
import { groupLabels, searchLabels } from "./labelGroups";

const labels = fc.uniqueArray(fc.stringMatching(/^[A-Za-zäß漢][A-Za-zäß漢/_ ]{0,7}$/), { maxLength: 25 });

describe("the search for labels", () => {
  it("finds each label by itself, first of all, and invents none", () => {
    fc.assert(
      fc.property(labels, (all) => {
        for (const label of all) {
          const found = searchLabels(all, label);
          expect(found).toContain(label);
          expect(found.every((one) => all.includes(one))).toBe(true);
          expect(found[0]!.toLowerCase().startsWith(label.trim().toLowerCase())).toBe(true);
        }
      }),
    );
  });

  it("finds no more when more is typed", () => {
    fc.assert(
      fc.property(labels, fc.stringMatching(/^[a-z]{2,4}$/), (all, typed) => {
        const more = new Set(searchLabels(all, typed));
        const less = new Set(searchLabels(all, typed.slice(0, -1)));
        for (const label of more) expect(less.has(label)).toBe(true);
      }),
    );
  });

  it("shows all labels at first, those that were used last in front", () => {
    fc.assert(
      fc.property(labels, (all) => {
        expect(new Set(searchLabels(all, " "))).toEqual(new Set(all));
        const recent = all.slice(-3).reverse();
        expect(searchLabels(all, "", recent).slice(0, recent.length)).toEqual(recent);
      }),
    );
  });
});

describe("groups", () => {
  it("hold each label once, in the order of the labels", () => {
    const groups = fc.dictionary(fc.constantFrom("g", "h"), fc.array(fc.constantFrom("A", "B", "C", "D")));
    fc.assert(
      fc.property(labels, fc.option(groups, { nil: undefined }), (own, given) => {
        const all = [...new Set([...own, "A", "B", "C"])];
        const made = groupLabels(all, given);
        const shown = made.flatMap((group) => group.labels);
        expect([...shown].sort()).toEqual([...all].sort());
        for (const { labels: some } of made) {
          expect(some).toEqual(all.filter((label) => some.includes(label)));
          expect(some.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

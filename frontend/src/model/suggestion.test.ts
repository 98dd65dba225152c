import { describe, expect, it } from "vitest";
import { makeTask } from "../testing/fakeServer";
import { compareWithSuggestion, readSuggestion } from "./suggestion";

const compare = (fields: Record<string, unknown>) => compareWithSuggestion(makeTask(1, fields));
const span = { start: 0, end: 4, label: "A" };

describe("a suggestion", () => {
  it.each([
    [{ preferred: "a", tie: false, suggestion: { preferred: "a", tie: false, reason: "It is." } }, "same"],
    [{ preferred: "b", suggestion: { preferred: "a" } }, "different"],
    [{ tie: true, suggestion: { preferred: null, tie: true } }, "same"],
    [{ preferred: null, suggestion: { preferred: null, tie: true } }, "different"],
    [{ accept: ["B", "A"], suggestion: { accept: ["A", "B"], shown: true } }, "same"],
    [{ accept: ["A"], suggestion: { accept: [] } }, "different"],
    [{ spans: [{ ...span, token_start: 0 }], suggestion: { spans: [span] } }, "same"],
    [{ spans: [], suggestion: { spans: [span] } }, "different"],
    [{ suggestion: { spans: [] } }, "same"],
    [{ suggestion: { reason: "Nothing else." } }, null],
    [{}, null],
  ])("is compared in what the model decided: %j", (fields, expected) => {
    expect(compare(fields)).toBe(expected);
  });

  it("is none if it is no object", () => {
    for (const suggestion of [null, undefined, "a", [1]]) {
      expect(readSuggestion(makeTask(1, { suggestion }))).toBeNull();
    }
  });
});

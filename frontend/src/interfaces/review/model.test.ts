import { describe, expect, it } from "vitest";
import { SAMPLES } from "../../testing/samples";
import { random } from "../../text/testTokens";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { mergePatch } from "../../model/json";
import {
  annotationKeys,
  decisionsOf,
  readVersions,
  reviewedConfig,
  summarize,
  versionInUse,
  versionPatch,
  versionTask,
  type Version,
} from "./model";

const TASK = SAMPLES.review!.task;
const make = (viewId: string, versions: Version[], extra: Partial<Task> = {}): Task => ({
  _input_hash: 1,
  _task_hash: 2,
  text: "Ada wrote",
  view_id: viewId,
  versions,
  ...extra,
});

describe("what a version brings along", () => {
  it("is what the view writes, also if nobody wrote anything", () => {
    const task = make("ner_manual", [{ sessions: ["a"] }], { spans: [{ start: 0, end: 3, label: "X" }] });
    expect(versionPatch(task, task, readVersions(task)[0]!)).toEqual({ spans: undefined });
  });

  it("is everything in which versions differ, but never content or keys of the review", () => {
    const task = make("html", [
      { rating: 1, text: "other", answer: "accept", _session_id: "a", sessions: ["a"], meta: { n: 1 } },
      { rating: 2, answer: "reject", sessions: ["b"], default: true },
    ]);
    expect(annotationKeys(task, task)).toEqual(["rating"]);
  });

  it("covers keys that blocks and fields name", () => {
    const task = make("blocks", [{}]);
    const blocks = [
      { view_id: "relations" },
      { view_id: "choice", output_key: "topic" },
      { view_id: "text_input", field_id: "note_text" },
    ];
    expect(annotationKeys(task, task, { blocks }).sort()).toEqual(["note_text", "relations", "spans", "topic"]);
  });

  it("takes back edits of keys that no version has", () => {
    const task = make("text_input", [{ user_input: "a" }]);
    const edited = { ...task, extra: 1 };
    expect(versionPatch(edited, task, readVersions(task)[0]!)).toEqual({ user_input: "a", extra: undefined });
  });

  it("is a copy: later edits don't reach the version", () => {
    const patch = versionPatch(TASK, TASK, readVersions(TASK)[0]!);
    expect(patch.spans).toEqual(readVersions(TASK)[0]?.spans);
    expect(patch.spans).not.toBe(readVersions(TASK)[0]?.spans);
  });

  it("is drawn without the versions", () => {
    const task = versionTask(TASK, readVersions(TASK)[2]!);
    expect(task).not.toHaveProperty("versions");
    expect(task).not.toHaveProperty("spans");
    expect(task.text).toBe(TASK.text);
  });
});

describe("the version in use", () => {
  it("is the one with the same annotations, whatever else differs", () => {
    expect(versionInUse(TASK, TASK)).toBe(0);
    expect(versionInUse({ ...TASK, spans: [] }, TASK)).toBe(2);
    expect(versionInUse({ ...TASK, spans: [{ start: 0, end: 4, label: "PRODUCT" }] }, TASK)).toBe(1);
    expect(versionInUse({ ...TASK, spans: [{ start: 0, end: 4, label: "PERSON" }] }, TASK)).toBe(-1);
  });

  it("is always the one that was used last, and versions never change", () => {
    const next = random(3);
    for (let round = 0; round < 100; round += 1) {
      const version = (): Version => ({
        ...(next(3)
          ? { spans: Array.from({ length: next(3) }, (_, i) => ({ start: i, end: i + 1, label: "AB"[next(2)]! })) }
          : {}),
        ...(next(2) ? { accept: [next(2)] } : {}),
        ...(next(2) ? { note_text: "xy"[next(2)] } : {}),
        sessions: [`s${next(9)}`],
      });
      const original = make(["ner_manual", "choice", "html"][next(3)]!, [version(), version(), version()]);
      const before = JSON.stringify(original.versions);
      let task = original;
      for (let i = 0; i < 5; i += 1) {
        const index = next(3);
        task = mergePatch(task, versionPatch(task, original, readVersions(task)[index]!));
        const found = versionInUse(task, original);
        // Two versions may say the same; the first of them counts.
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(index);
        task = { ...task, spans: [...(task.spans ?? []), { start: 50, end: 51 }] };
      }
      expect(JSON.stringify(task.versions)).toBe(before);
    }
  });
});

describe("settings", () => {
  it("offer the labels that annotators used if there are no others", () => {
    const config = reviewedConfig(TASK, { view_id: "review" } as AppConfig);
    expect(config.labels).toEqual(["ORG", "LOCATION", "PRODUCT"]);
    expect(config.view_id).toBe("ner_manual");
    expect(reviewedConfig(TASK, { view_id: "review", labels: ["X"] } as AppConfig).labels).toEqual(["X"]);
  });
});

describe("decisions", () => {
  it("are one per answer, with everybody who made it", () => {
    const versions: Version[] = [
      { answer: "reject", sessions: ["c"] },
      { answer: "accept", sessions: ["a", "b"] },
      { answer: "accept", sessions: ["d"] },
    ];
    expect(decisionsOf(versions)).toEqual([
      { answer: "accept", sessions: ["a", "b", "d"], count: 3 },
      { answer: "reject", sessions: ["c"], count: 1 },
    ]);
  });

  it("count versions without names", () => {
    expect(decisionsOf([{ answer: "accept" }])).toEqual([{ answer: "accept", sessions: [], count: 1 }]);
  });
});

describe("a summary", () => {
  it("names spans with their words, by code points", () => {
    const task = make("ner_manual", [], { text: "😀 Ada wrote" });
    expect(summarize(task, { spans: [{ start: 2, end: 5, label: "PER" }] }, ["spans"])).toEqual(["PER: Ada"]);
  });

  it("names options by their text, and shapes by their label", () => {
    const task = make("choice", [], { options: [{ id: 1, text: "One" }] });
    expect(summarize(task, { accept: [1, "two"] }, ["accept"])).toEqual(["One", "two"]);
    expect(summarize(task, { spans: [{ label: "CAR", points: [] }] } as unknown as Version, ["spans"])).toEqual([
      "CAR",
    ]);
  });

  it("says who is related to whom", () => {
    const task = make("relations", []);
    const relation = {
      head: 0,
      child: 1,
      label: "R",
      head_span: { start: 4, end: 9 },
      child_span: { start: 0, end: 3 },
    };
    expect(summarize(task, { relations: [relation] } as unknown as Version, ["relations"])).toEqual([
      "wrote – R → Ada",
    ]);
  });
});

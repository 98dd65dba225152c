import { describe, expect, it } from "vitest";
import { CONFIG_DEFAULTS } from "./config";
import { findProblem } from "./problem";
import type { Task } from "./task";
import type { View } from "./view";

const view = (id: string, missing: string | null = null): View => ({
  id,
  isManual: false,
  requires: () => missing,
});
const problem = (id: string, task: object) => findProblem(id, view(id), task as Task, CONFIG_DEFAULTS);

describe("findProblem", () => {
  it("names no key where the view itself is unknown", () => {
    expect(findProblem("nope", undefined, {} as Task, CONFIG_DEFAULTS)).toEqual({ viewId: "nope", key: null });
  });

  it("says what is missing before what is malformed", () => {
    const found = findProblem("ner_manual", view("ner_manual", "tokens"), { text: 5 } as never, CONFIG_DEFAULTS);
    expect(found).toEqual({ viewId: "ner_manual", key: "tokens" });
  });

  it.each<[string, string, object]>([
    ["text", "text", { text: 5 }],
    ["ner", "spans", { text: "a", spans: [{ start: 0 }] }],
    ["ner_manual", "tokens", { text: "a", tokens: [{ text: "a", start: "0", end: 1 }] }],
    ["spans_manual", "spans", { text: "a", spans: {} }],
    ["relations", "relations", { text: "a", relations: [null] }],
    ["dep", "spans", { text: "a", spans: [{}] }],
    ["choice", "spans", { text: "a", spans: [{ label: "A" }] }],
    ["classification", "spans", { image: "a.png", spans: ["A"] }],
    ["image_manual", "spans", { image: "a.png", spans: [3] }],
    ["audio_manual", "audio_spans", { audio: "a.wav", audio_spans: "x" }],
    ["review", "versions", { versions: [[]] }],
    ["pages", "pages", { pages: ["text"] }],
    ["blocks", "steps", { steps: [{ view_id: "text" }] }],
  ])("finds in a task of %s that %s holds something else", (id, key, task) => {
    expect(problem(id, task)).toEqual({ viewId: id, key, isMalformed: true });
  });

  it.each<[string, object]>([
    ["choice", { image: "a.png", spans: [{ label: "A", points: [[0, 0]] }] }],
    ["classification", { text: "a", spans: [{ start: 0, end: 1 }] }],
    ["image", { image: "a.png", spans: [{ x: 1 }] }],
    ["html", { html: "<b>a</b>", spans: 5, tokens: "none of its keys" }],
    ["ner_manual", { text: "a", tokens: [], spans: null }],
  ])("lets a task of %s pass", (id, task) => {
    expect(problem(id, task)).toBeNull();
  });
});

import { describe, expect, it, vi } from "vitest";
import type { View } from "../../model/view";
import { makeTask } from "../../testing/fakeServer";
import { receivedAction, startedAction } from "../../testing/storeActions";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { INITIAL_STATE, reducer } from "../reducer";
import type { State } from "../types";
import { drawingView, mayAnswer, problemOf, stepPatch, viewIdOf } from "./questions";

const text: View = { id: "text", isManual: false, requires: (task) => (task.text === undefined ? "text" : null) };
const html: View = { id: "html", isManual: false, requires: () => null, move: (_task, _config, by) => ({ at: by }) };
const getView = (id: string) => [text, html].find((view) => view.id === id);

function stateWith(task: Partial<Task> | null, config: Partial<AppConfig> = {}): State {
  const started = reducer(INITIAL_STATE, startedAction({ view_id: "text", ...config }));
  return task ? reducer(started, receivedAction([makeTask(1, task)])) : started;
}

describe("the view of a task", () => {
  it("is the project's, or the task's own", () => {
    expect(viewIdOf(stateWith(null))).toBe("text");
    expect(viewIdOf(stateWith({ config: { view_id: "html" } }))).toBe("html");
  });

  it("draws only what can be drawn", () => {
    expect(drawingView(stateWith({}), getView)).toBe(text);
    expect(drawingView(stateWith({ text: undefined }), getView)).toBeUndefined();
    expect(drawingView(stateWith({}, { view_id: "unknown" }), getView)).toBeUndefined();
  });
});

describe("a problem", () => {
  it("is none without a task", () => expect(problemOf(stateWith(null, { view_id: "unknown" }), getView)).toBeNull());

  it("names the view, and the key that is missing or malformed", () => {
    expect(problemOf(stateWith({}, { view_id: "unknown" }), getView)).toEqual({ viewId: "unknown", key: null });
    expect(problemOf(stateWith({ text: undefined }), getView)).toEqual({ viewId: "text", key: "text" });
    const malformed = stateWith({ text: 5 as unknown as string });
    expect(problemOf(malformed, getView)).toEqual({ viewId: "text", key: "text", isMalformed: true });
  });
});

describe("answering", () => {
  it("takes the buttons that are there", () => {
    const state = stateWith({}, { buttons: ["accept", "undo"] });
    expect(mayAnswer(state, "accept", getView)).toBe(true);
    expect(mayAnswer(state, "reject", getView)).toBe(false);
  });

  it("takes the buttons of the task rather than those of the project", () => {
    const state = stateWith({ config: { buttons: ["reject"] } });
    expect([mayAnswer(state, "accept", getView), mayAnswer(state, "reject", getView)]).toEqual([false, true]);
  });

  it.each([
    ["without a task", stateWith(null)],
    ["while the server checks", { ...stateWith({}), isValidating: true }],
    ["after another tab took over", { ...stateWith({}), isActive: false }],
  ])("takes nothing %s", (_when, state) => {
    for (const kind of ["accept", "reject", "ignore"] as const) expect(mayAnswer(state, kind, getView)).toBe(false);
  });

  it("passes over a task that can't be drawn, also without the button", () => {
    const state = stateWith({ text: undefined }, { buttons: ["accept"] });
    expect(mayAnswer(state, "ignore", getView)).toBe(true);
    expect(mayAnswer(state, "accept", getView)).toBe(false);
  });
});

describe("a step", () => {
  it("is asked of the view of the task, with its settings", () => {
    expect(stepPatch(stateWith({}), 1, getView)).toBeNull();
    expect(stepPatch(stateWith(null, { view_id: "html" }), 1, getView)).toBeNull();
    const move = vi.spyOn(html, "move" as never);
    expect(stepPatch(stateWith({ config: { view_id: "html", labels: ["A"] } }), -1, getView)).toEqual({ at: -1 });
    expect(move).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ labels: ["A"] }), -1);
  });
});

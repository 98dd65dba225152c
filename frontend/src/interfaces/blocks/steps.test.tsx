/** Several steps on one task: what each shows, how to get from one to the next, and one answer at the end. */
import { cleanup, fireEvent } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { onCheck, onFlush } from "../../model/pendingInputs";
import { createEngine, type Engine } from "../../store/engine";
import { fakeServer, makeTask, type FakeServer } from "../../testing/fakeServer";
import { renderView, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { findProblem } from "../../model/problem";
import { getView } from "../registry";
import type { Block } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import BlocksView from "./BlocksView";
import { moveStep, openStep, readSteps } from "./readBlocks";
import { waitFor } from "../../testing/waitFor";

const { task: TASK } = SAMPLES.blocks!;
const CHOICE: Block = {
  view_id: "choice",
  options: [
    { id: 1, text: "yes" },
    { id: 2, text: "no" },
  ],
  text: null,
};
const STEPS: Block[][] = [
  [{ view_id: "text" }, { ...CHOICE, output_key: "topic" }],
  [{ view_id: "ner_manual", labels: ["ORG"] }],
  [{ ...CHOICE, output_key: "sure" }],
];
const config = (settings: Partial<AppConfig> = {}) => ({ view_id: "blocks", ...settings }) as AppConfig;

describe("steps", () => {
  it("are those of the task, of the settings, or the blocks as a single one", () => {
    const blocks = [{ view_id: "text" }];
    expect(readSteps(makeTask(1, { steps: STEPS }), config({ steps: [blocks] }))).toEqual(STEPS);
    expect(readSteps(makeTask(1), config({ steps: [blocks, []], blocks: STEPS[0] }))).toEqual([blocks]);
    expect(readSteps(makeTask(1), config({ blocks }))).toEqual([blocks]);
    expect(readSteps(makeTask(1), config())).toEqual([[]]);
  });

  it("end at both ends, and the first leaves no trace in the task", () => {
    const at = (step: unknown) => makeTask(1, { steps: STEPS, _open_step: step });
    expect(moveStep(at(undefined), config(), 1)).toEqual({ _open_step: 1 });
    expect(moveStep(at(1), config(), -1)).toEqual({ _open_step: undefined });
    expect(moveStep(at(2), config(), 1)).toBeNull();
    expect(moveStep(at(0), config(), -1)).toBeNull();
    expect([openStep(at(99), 3), openStep(at("x"), 3), openStep(at(-1), 3)]).toEqual([2, 0, 0]);
  });

  it("of another form are a problem of the task", () => {
    const problem = (task: Partial<Task>) => findProblem("blocks", getView("blocks"), makeTask(1, task), config());
    expect(problem({ steps: STEPS })).toBeNull();
    expect(problem({})).toMatchObject({ key: "blocks" });
    expect(
      findProblem("blocks", getView("blocks"), makeTask(1, { steps: "x" } as never), config({ blocks: STEPS[0] })),
    ).toMatchObject({
      key: "steps",
      isMalformed: true,
    });
  });
});

describe("the card", () => {
  let view: RenderedView;
  afterEach(() => {
    view.unmount();
    cleanup();
  });

  const shown = () =>
    [...view.container.querySelectorAll(".prodigy-block")].map((block) => block.getAttribute("data-prodigy-view-id"));
  const open = async (task: Partial<Task> = {}) => {
    view = await renderView(BlocksView, { ...TASK, steps: STEPS, ...task }, { view_id: "blocks" });
    await waitFor(() => expect(view.container.querySelector("[data-prodigy-step]")).not.toBeNull());
  };

  it("shows one step, and the others by click and key", async () => {
    await open();
    expect(shown()).toEqual(["text", "choice"]);
    expect(view.container.firstElementChild?.matches(".prodigy-blocks-start:not([hidden])")).toBe(true);
    view.press("ArrowRight");
    expect(shown()).toEqual(["ner_manual"]);
    view.press("ArrowLeft");
    view.press("ArrowLeft");
    expect(shown()).toEqual(["text", "choice"]);
    fireEvent.click(view.container.querySelector("[data-prodigy-step='2']") as Element);
    expect(shown()).toEqual(["choice"]);
    expect(view.container.querySelector("[aria-current=step]")?.textContent).toBe("3");
    expect(view.container.querySelector<HTMLButtonElement>("[data-prodigy-step-move=next_step]")?.disabled).toBe(true);
  });

  it("gathers what all steps write", async () => {
    await open();
    await waitFor(() => expect(view.container.querySelector(".prodigy-option")).not.toBeNull());
    view.press("1");
    fireEvent.click(view.container.querySelector("[data-prodigy-step='2']") as Element);
    await waitFor(() => expect(view.container.querySelector(".prodigy-option")).not.toBeNull());
    expect(view.container.querySelector(".prodigy-option-selected")).toBeNull();
    view.press("2");
    expect(view.task()).toMatchObject({ topic: [1], sure: [2] });
  });

  it("opens where it was left", async () => {
    await open({ _open_step: 2 });
    expect(view.container.querySelector("[aria-current=step]")?.textContent).toBe("3");
  });

  it("writes what a field holds back before it goes", async () => {
    await open();
    const write = vi.fn();
    const off = onFlush(write);
    view.press("ArrowRight");
    off();
    expect(write).toHaveBeenCalledOnce();
  });
});

describe("answering", () => {
  let engine: Engine;
  let server: FakeServer;
  afterEach(() => engine.stop());

  const start = async (settings: Partial<AppConfig> = {}) => {
    server = fakeServer(3);
    engine = createEngine({ client: server, storage: null, sessionName: null, getView });
    await engine.start({ dataset: "steps", view_id: "blocks", steps: STEPS, ...settings });
    await waitFor(() => expect(engine.store.getState().current).not.toBeNull());
  };
  const step = () => engine.store.getState().current?.task._open_step ?? 0;
  const answers = () => engine.store.getState().unsent.map(({ answer }) => answer);
  const hash = () => engine.store.getState().current?.task._task_hash;

  it("moves on with accept, and answers with the last", async () => {
    await start();
    await engine.answer("accept");
    await engine.answer("accept");
    expect([step(), hash(), answers()]).toEqual([2, 1, []]);
    engine.update({ topic: [1] });
    await engine.answer("accept");
    expect([step(), hash(), answers()]).toEqual([0, 2, ["accept"]]);
    engine.save();
    await waitFor(() => expect(server.stored.size).toBe(1));
    expect(server.stored.get(1)).toMatchObject({ topic: [1], answer: "accept", _view_id: "blocks" });
    expect(server.stored.get(1)).not.toHaveProperty("_open_step");
  });

  it.each(["reject", "ignore"] as const)("ends with %s in any step", async (kind) => {
    await start();
    await engine.answer("accept");
    await engine.answer(kind);
    expect([hash(), answers()]).toEqual([2, [kind]]);
  });

  it("is taken back step by step", async () => {
    await start();
    for (let i = 0; i < 4; i++) await engine.answer("accept");
    expect([hash(), step()]).toEqual([2, 1]);
    engine.undo();
    expect([hash(), step()]).toEqual([2, 0]);
    engine.undo();
    expect([hash(), step(), answers()]).toEqual([1, 2, []]);
    engine.undo();
    expect([hash(), step()]).toEqual([1, 1]);
  });

  it("waits for fields of the step", async () => {
    await start();
    const off = onCheck(() => "fields_invalid");
    await engine.answer("accept");
    expect(step()).toBe(0);
    expect(engine.store.getState().notices.map(({ id }) => id)).toContain("validation");
    off();
    await engine.answer("accept");
    expect(step()).toBe(1);
    expect(engine.store.getState().notices).toEqual([]);
  });

  it("leaves rules to the last step, where steps are no change", async () => {
    await start({ require_change: true, rules: { required: ["topic"] } });
    await engine.answer("accept");
    await engine.answer("accept");
    expect([step(), engine.store.getState().notices]).toEqual([2, []]);
    await engine.answer("accept");
    expect([hash(), answers()]).toEqual([1, []]);
    engine.undo();
    engine.undo();
    engine.update({ topic: [1] });
    for (let i = 0; i < 3; i++) await engine.answer("accept");
    expect(answers()).toEqual(["accept"]);
  });

  it("needs a change, and going through the steps is none", async () => {
    await start({ require_change: true });
    for (let i = 0; i < 3; i++) await engine.answer("accept");
    expect([hash(), step(), answers()]).toEqual([1, 2, []]);
  });
});

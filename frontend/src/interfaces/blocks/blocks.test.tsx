import { cleanup, fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderView, tokenPointer, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { clearViewState } from "../shared/viewState";
import type { Block } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import BlocksView from "./BlocksView";
import { isBlockShown, numberKeyOwner, resolveBlocks } from "./model";
import { waitFor } from "../../testing/waitFor";

const { task: TASK, config: CONFIG } = SAMPLES.blocks!;
const LABEL_CONFIG = { labels: ["PERSON", "ORG"] } as unknown as AppConfig;
let view: RenderedView;

async function show(blocks: Block[], task: Partial<Task> = {}, config: Partial<AppConfig> = {}) {
  view = await renderView(BlocksView, { ...TASK, ...task }, { ...CONFIG, ...config, blocks });
  await waitFor(() => {
    if (view.container.querySelector(".prodigy-block-loading")) throw new Error("still loading");
  });
}

beforeEach(clearViewState);
afterEach(() => {
  view?.unmount();
  cleanup();
});

const resolve = (blocks: Block[], task: Partial<Task> = {}, original = task, config = LABEL_CONFIG) =>
  resolveBlocks(blocks, { ...TASK, ...task }, { ...TASK, ...original }, config);

describe("resolveBlocks", () => {
  it("overrides task keys and settings of one block only", () => {
    const [first, second] = resolve([
      { view_id: "text", text: "other", choice_style: "multiple" },
      { view_id: "html" },
    ]);
    expect(first?.task.text).toBe("other");
    expect(first?.config.choice_style).toBe("multiple");
    expect(first?.config.view_id).toBe("text");
    expect(second?.task.text).toBe(TASK.text);
    expect(second?.config.choice_style).toBeUndefined();
  });

  it("hides a key with null", () => {
    const [block] = resolve([{ view_id: "choice", text: null }]);
    expect("text" in (block?.task ?? {})).toBe(false);
  });

  it("shows content once, unless a choice asks for it", () => {
    const text = { view_id: "text" };
    expect(resolve([text, { view_id: "choice" }])[1]?.task.text).toBeUndefined();
    expect(resolve([text, { view_id: "choice", text: "again" }])[1]?.task.text).toBe("again");
    expect(resolve([{ view_id: "choice" }])[0]?.task.text).toBe(TASK.text);
    expect(resolve([text, text])[1]?.task.text).toBe(TASK.text);
  });

  it("lets the first edit replace an override of the same key", () => {
    const block = { view_id: "ner_manual", spans: [] };
    const before = [{ start: 0, end: 4, label: "ORG" }];
    expect(resolve([block], { spans: before })[0]?.task.spans).toEqual([]);
    const edited = [{ start: 7, end: 13, label: "ORG" }];
    expect(resolve([block], { spans: edited }, { spans: before })[0]?.task.spans).toEqual(edited);
  });

  it("reads and writes under output_key", () => {
    const [block] = resolve([{ view_id: "choice", output_key: "tone" }], { accept: ["x"], tone: ["GOOD"] });
    expect(block?.task.accept).toEqual(["GOOD"]);
    expect(block?.outputs).toEqual({ accept: "tone" });
  });
});

describe("numberKeyOwner", () => {
  const labels = { viewId: "ner_manual", hasLabels: true };
  const choice = { viewId: "choice", hasLabels: false };
  it("is the first label bar, else the first choice", () => {
    expect(numberKeyOwner([choice, labels])).toBe(1);
    expect(numberKeyOwner([{ viewId: "text", hasLabels: false }, choice, choice])).toBe(1);
    expect(numberKeyOwner([{ viewId: "text", hasLabels: false }])).toBe(-1);
  });
});

describe("isBlockShown", () => {
  it.each([
    [{ key: "accept", equals: "BAD" }, { accept: ["BAD"] }, true],
    [{ key: "accept", equals: "BAD" }, {}, false],
    [{ key: "tone", in: ["a", "b"] }, { tone: "b" }, true],
    [{ key: "spans", not_empty: true }, { spans: [] }, false],
    [{ key: "spans", not_empty: true }, { spans: [1] }, true],
  ])("%j with %j", (rule, task, expected) => {
    expect(isBlockShown({ view_id: "html", show_if: rule }, task as unknown as Task)).toBe(expected);
  });
});

describe("the blocks view", () => {
  it("has one leading element and one div per block, in order", async () => {
    await show(CONFIG.blocks as Block[]);
    const children = [...view.container.children];
    expect(children.map((child) => child.getAttribute("data-prodigy-view-id"))).toEqual([
      null,
      "ner_manual",
      "choice",
      "html",
    ]);
    expect(children.slice(1).every((child) => child.matches("div.prodigy-block"))).toBe(true);
  });

  it("gathers what all blocks write in one task", async () => {
    await show(CONFIG.blocks as Block[]);
    tokenPointer(view.container).doubleClick(0);
    fireEvent.click(view.container.querySelector("[data-prodigy-option=BAD] > input") as Element);
    expect(view.task()).toMatchObject({ accept: ["BAD"], spans: [{ start: 0, end: 4, label: "PERSON" }] });
    expect(view.container.querySelectorAll(".prodigy-tokens, .prodigy-text")).toHaveLength(1 + 2);
  });

  it("gives the numbers to the labels and none to the options", async () => {
    await show(CONFIG.blocks as Block[]);
    view.press("2");
    expect(view.updates).toEqual([]);
    expect(view.container.querySelector<HTMLInputElement>(".prodigy-label input:checked")?.value).toBe("ORG");
  });

  it("keeps two choices apart with output_key", async () => {
    await show([{ view_id: "choice" }, { view_id: "choice", output_key: "tone" }]);
    const inputs = view.container.querySelectorAll("[data-prodigy-option=GOOD] > input");
    fireEvent.click(inputs[1] as Element);
    expect(view.task().tone).toEqual(["GOOD"]);
    expect("accept" in view.task()).toBe(false);
  });

  it("goes on when a block is unknown or lacks its data", async () => {
    await show([{ view_id: "nonsense" }, { view_id: "ner_manual", tokens: null }, { view_id: "text" }]);
    const blocks = [...view.container.querySelectorAll(".prodigy-block")].map((block) => block.textContent);
    expect(blocks[0]).toContain("nonsense");
    expect(blocks[1]).toContain("tokens");
    expect(blocks[2]).toBe(TASK.text);
  });

  it("shows a block when its condition is met", async () => {
    await show([
      { view_id: "choice" },
      { view_id: "html", html: "<b>why</b>", show_if: { key: "accept", equals: "BAD" } },
    ]);
    expect(view.container.querySelector("b")).toBeNull();
    view.press("2");
    await waitFor(() => expect(view.container.querySelector("b")).not.toBeNull());
  });

  it("keeps what people typed into their own markup while other blocks change", async () => {
    await show([{ view_id: "choice" }, { view_id: "html", html: "<input id='own'>" }]);
    const own = view.container.querySelector<HTMLInputElement>("#own")!;
    own.value = "typed";
    view.press("1");
    expect(view.container.querySelector<HTMLInputElement>("#own")).toBe(own);
    view.change({ _task_hash: 77 });
    await waitFor(() => expect(view.container.querySelector<HTMLInputElement>("#own")?.value).toBe(""));
  });
});

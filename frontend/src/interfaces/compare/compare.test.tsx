import { cleanup } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { renderView, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import type { Task } from "../../model/task";
import CompareView from "./CompareView";
import { definition } from "./definition";
import { readComparison, type Comparison } from "./model";
import { candidateSize } from "./sizes";
import { waitFor } from "../../testing/waitFor";

const { task: TASK } = SAMPLES.compare!;
const asTask = (content: object) => ({ _input_hash: 1, _task_hash: 2, ...content }) as unknown as Task;

let view: RenderedView | undefined;
afterEach(() => {
  view?.unmount();
  view = undefined;
  cleanup();
});

describe("the view", () => {
  it("shows the input, then A for accept and B for reject", async () => {
    view = await renderView(CompareView, TASK);
    expect(view.container.querySelector(".prodigy-compare-input")?.textContent).toContain("Die Katze");
    const candidates = [...view.container.querySelectorAll(".prodigy-candidate")];
    expect(candidates.map((one) => one.getAttribute("aria-label"))).toEqual(["A: Accept", "B: Reject"]);
    expect(candidates[0]?.textContent).toContain("The cat sits");
    expect(candidates[1]?.textContent).toContain("is sitting");
  });

  it("never tells which is which", async () => {
    const mapping = { A: "system_one", B: "system_two" };
    view = await renderView(CompareView, { ...TASK, mapping, id: "secret" } as unknown as Task);
    expect(view.container.innerHTML).not.toMatch(/system_|secret/);
  });

  it("does without an input, and with other content", async () => {
    view = await renderView(
      CompareView,
      asTask({ accept: { image: "a.png" }, reject: { text: "Uber", spans: [{ start: 0, end: 4, label: "ORG" }] } }),
    );
    expect(view.container.querySelector(".prodigy-compare-input")).toBeNull();
    const { container } = view;
    await waitFor(() => expect(container.querySelector("img")).not.toBeNull());
    expect(view.container.querySelector("mark")?.textContent).toContain("ORG");
  });
});

describe("the data", () => {
  it("needs both candidates", () => {
    const requires = (content: object) => definition.requires(asTask(content), {} as never);
    expect(requires({ reject: { text: "b" } })).toBe("accept");
    expect(requires({ accept: { text: "a" }, reject: {} })).toBe("reject");
    expect(requires({ accept: ["a"], reject: { text: "b" } })).toBe("accept");
    expect(requires({ accept: "a", reject: { html: "<b>b</b>" } })).toBeNull();
  });

  it("gives both candidates the same size", () => {
    const size = (a: string, b: string) =>
      candidateSize(readComparison(asTask({ accept: a, reject: b })) as Comparison);
    expect(size("short", "short")).toBe("prodigy-compare-text");
    expect(size("short", "long ".repeat(60))).toBe("prodigy-text-small");
  });
});

import { cleanup, fireEvent } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderView, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import PosView from "../pos/PosView";
import { definition } from "./definition";
import SpansView from "./SpansView";

const { task: TASK, config: CONFIG } = SAMPLES.spans!;
let view: RenderedView;
afterEach(() => {
  view.unmount();
  cleanup();
});

const wordsOf = (label: string) => {
  const chips = [...view.container.querySelectorAll<HTMLElement>(".prodigy-span")];
  return chips
    .filter((chip) => chip.dataset.label === label)
    .map(({ dataset }) =>
      [...view.container.querySelectorAll(`.prodigy-span-bar[data-bar="${dataset.bar}"]`)]
        .map((bar) => bar.parentElement?.firstChild?.textContent)
        .join(""),
    );
};

describe("spans", () => {
  it("draws overlapping spans without tokens", async () => {
    view = await renderView(SpansView, TASK, CONFIG);
    expect(wordsOf("PROCESS")).toEqual(["Serum immunoglobulin binding", "hepatic glucose (C₆) uptake"]);
    expect(wordsOf("PROTEIN")).toEqual(["immunoglobulin"]);
    expect(wordsOf("CHEMICAL")).toEqual(["glucose"]);
  });

  it("can't be edited", async () => {
    view = await renderView(SpansView, TASK, CONFIG);
    fireEvent.click(view.container.querySelector(".prodigy-span") as Element);
    expect(view.updates).toEqual([]);
    expect(view.container.querySelector("button, [tabindex]")).toBeNull();
  });

  it("raises the span under the pointer", async () => {
    view = await renderView(SpansView, TASK, CONFIG);
    const chip = view.container.querySelectorAll<HTMLElement>(".prodigy-span")[1]!;
    fireEvent.pointerOver(chip, { pointerType: "mouse" });
    const raised = [...view.container.querySelectorAll<HTMLElement>(".prodigy-span-raised")];
    expect(new Set(raised.map(({ dataset }) => dataset.bar))).toEqual(new Set([chip.dataset.bar]));
  });

  it("draws spans without a label, and warns about those outside of the text", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    view = await renderView(
      SpansView,
      {
        ...TASK,
        spans: [
          { start: 0, end: 5 },
          { start: 3, end: 999 },
        ],
      },
      CONFIG,
    );
    expect(view.container.querySelectorAll(".prodigy-span-bar")).toHaveLength(1);
    expect(view.container.querySelector(".prodigy-span-label")).toBeNull();
    expect(warn).toHaveBeenCalledOnce();
  });

  it("works without spans, and needs a text", async () => {
    view = await renderView(SpansView, { _input_hash: 1, _task_hash: 1, text: "a  b\nc" }, CONFIG);
    expect(view.container.querySelector(".prodigy-text")?.textContent).toBe("a  b\nc");
    expect(definition.requires({ _input_hash: 1, _task_hash: 1 }, {} as never)).toBe("text");
  });
});

describe("pos", () => {
  it("has one tag below each tagged word", async () => {
    view = await renderView(PosView, SAMPLES.pos!.task, SAMPLES.pos!.config);
    expect(wordsOf("DET")).toEqual(["The", "the"]);
    expect(view.container.querySelector(".prodigy-lanes-tags")).not.toBeNull();
  });
});

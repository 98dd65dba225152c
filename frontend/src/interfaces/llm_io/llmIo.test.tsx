import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderView, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import type { Task } from "../../model/task";
import LlmIoView from "./LlmIoView";
import { readExchange } from "./model";
import { waitFor } from "../../testing/waitFor";

const asTask = (content: object) => ({ _input_hash: 1, _task_hash: 2, ...content }) as unknown as Task;

let view: RenderedView | undefined;
afterEach(() => {
  view?.unmount();
  view = undefined;
  cleanup();
  vi.unstubAllGlobals();
});

describe("readExchange", () => {
  it("knows both names", () => {
    const both = { prompt: "p", response: "r" };
    expect(readExchange(asTask({ llm: both }))).toEqual(both);
    expect(readExchange(asTask({ openai: both }))).toEqual(both);
    expect(readExchange(asTask({ llm: null, openai: { response: "r" } }))).toEqual({ prompt: "", response: "r" });
  });

  it("is null without anything to show", () => {
    expect(readExchange(asTask({}))).toBeNull();
    expect(readExchange(asTask({ llm: { prompt: "" } }))).toBeNull();
    expect(readExchange(asTask({ llm: "text" }))).toBeNull();
  });

  it("makes text of chat messages and of data", () => {
    const prompt = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi" },
    ];
    const response = { labels: ["A"] };
    expect(readExchange(asTask({ llm: { prompt, response } }))).toEqual({
      prompt: "[system]\nBe brief.\n\n[user]\nHi",
      response: '{\n  "labels": [\n    "A"\n  ]\n}',
    });
  });
});

describe("the view", () => {
  it("has two closed sections", async () => {
    view = await renderView(LlmIoView, SAMPLES.llm_io!.task);
    const sections = [...view.container.querySelectorAll("details")];
    expect(sections.map((one) => [one.open, one.querySelector("summary")?.textContent])).toEqual([
      [false, "Prompt"],
      [false, "Response"],
    ]);
    expect(view.container.querySelector("pre")?.textContent).toContain("\n\nLabel the entities");
  });

  it("draws nothing without data", async () => {
    view = await renderView(LlmIoView, asTask({}));
    expect(view.container.innerHTML).toBe("");
  });

  it("copies a text and says so", async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal("navigator", Object.assign(Object.create(navigator), { clipboard: { writeText } }));
    view = await renderView(LlmIoView, SAMPLES.llm_io!.task);
    const button = screen.getByRole("button", { name: "Copy: Response", hidden: true });
    fireEvent.click(button);
    await waitFor(() => expect(button.textContent).toBe("Copied"));
    expect(writeText).toHaveBeenCalledWith("ORG: Uber");
  });
});

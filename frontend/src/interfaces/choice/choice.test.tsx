import { cleanup, fireEvent } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderView, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import ChoiceView from "./ChoiceView";
import { toggleOption } from "./model";
import { readOptions } from "./options";
import { waitFor } from "../../testing/waitFor";

const { task: TASK } = SAMPLES.choice!;
let view: RenderedView;

async function show(task: Partial<Task> = {}, config: Partial<AppConfig> = {}, props = {}) {
  view = await renderView(ChoiceView, { ...TASK, ...task }, { choice_style: "single", ...config }, props);
  return view;
}

const input = (id: string | number) =>
  view.container.querySelector(`[data-prodigy-option="${id}"] > input`) as HTMLInputElement;
const pick = (id: string | number) => fireEvent.click(input(id));

afterEach(() => {
  view?.unmount();
  cleanup();
  vi.useRealTimers();
});

describe("toggleOption", () => {
  it("keeps the order of selection", () => {
    expect(toggleOption(["b"], "a", true)).toEqual({ accept: ["b", "a"], isSelected: true });
    expect(toggleOption(["b", "a"], "b", true)).toEqual({ accept: ["a"], isSelected: false });
  });

  it("replaces and clears in single mode", () => {
    expect(toggleOption(["b"], "a", false)).toEqual({ accept: ["a"], isSelected: true });
    expect(toggleOption(["a"], "a", false)).toEqual({ accept: [], isSelected: false });
  });

  it("tells the number 1 from the text 1", () => {
    expect(toggleOption([1], "1", true).accept).toEqual([1, "1"]);
  });
});

describe("readOptions", () => {
  it("drops what has no id", () => {
    expect(readOptions([{ id: 1 }, { text: "x" }, null, "plain"])).toEqual([{ id: 1 }, { id: "plain", text: "plain" }]);
    expect(readOptions("nope")).toEqual([]);
  });
});

describe("the choice view", () => {
  it("keeps the public DOM: the input first, in an option of the options", async () => {
    await show();
    const options = [...view.container.querySelectorAll(".prodigy-options > .prodigy-option")];
    expect(options).toHaveLength(4);
    for (const option of options) expect(option.firstElementChild?.tagName).toBe("INPUT");
    expect(view.container.querySelectorAll("input[type=radio]")).toHaveLength(4);
  });

  it("stores a list in single mode, and takes the same option back", async () => {
    await show();
    expect("accept" in view.task()).toBe(false);
    pick("ECONOMY");
    pick("POLITICS");
    expect(view.task().accept).toEqual(["POLITICS"]);
    pick("POLITICS");
    expect(view.task().accept).toEqual([]);
  });

  it("selects once when the whole option is clicked", async () => {
    await show();
    fireEvent.click(view.container.querySelector("[data-prodigy-option=ECONOMY]") as Element);
    expect(view.updates).toEqual([{ accept: ["ECONOMY"] }]);
  });

  it("stores several in order of selection", async () => {
    await show({}, { choice_style: "multiple" });
    pick("POLITICS");
    pick("TECHNOLOGY");
    expect(view.task().accept).toEqual(["POLITICS", "TECHNOLOGY"]);
    pick("POLITICS");
    expect(view.task().accept).toEqual(["TECHNOLOGY"]);
  });

  it("keeps ids that are numbers", async () => {
    await show({
      options: [
        { id: 1, text: "a" },
        { id: 2, text: "b" },
      ],
    });
    view.press("2");
    expect(view.task().accept).toEqual([2]);
  });

  it("shows options chosen before", async () => {
    await show({ accept: ["ECONOMY"] });
    expect(input("ECONOMY").checked).toBe(true);
    expect(input("POLITICS").checked).toBe(false);
    expect(view.updates).toEqual([]);
  });

  it("has number keys, or the user's own", async () => {
    await show({}, { choice_style: "multiple", keymap_by_label: { Politics: "p", "4": "e" } });
    view.press("1");
    view.press("p");
    view.press("e");
    expect(view.task().accept).toEqual(["TECHNOLOGY", "POLITICS", "ENTERTAINMENT"]);
  });

  it("leaves numbers to a label bar in the same card", async () => {
    await show({}, {}, { usesNumberKeys: false });
    view.press("1");
    expect(view.updates).toEqual([]);
    expect(view.container.querySelector("kbd")).toBeNull();
  });

  it("answers by itself a moment after a choice, with the last of several", async () => {
    await show({}, { choice_auto_accept: true });
    vi.useFakeTimers();
    pick("POLITICS");
    vi.advanceTimersByTime(100);
    pick("ECONOMY");
    vi.advanceTimersByTime(100);
    expect(view.answers).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(view.answers).toEqual(["accept"]);
    expect(view.task().accept).toEqual(["ECONOMY"]);
  });

  it("takes a double-click for one choice, and answers once", async () => {
    await show({}, { choice_auto_accept: true });
    vi.useFakeTimers();
    pick("POLITICS");
    pick("POLITICS");
    vi.advanceTimersByTime(1000);
    expect(view.task().accept).toEqual(["POLITICS"]);
    expect(view.answers).toEqual(["accept"]);
  });

  it("takes a choice back that was not answered with", async () => {
    await show({}, { choice_auto_accept: true });
    vi.useFakeTimers();
    pick("POLITICS");
    vi.advanceTimersByTime(1000);
    // Something held the answer back.
    pick("POLITICS");
    vi.advanceTimersByTime(1000);
    expect(view.task().accept).toEqual([]);
    expect(view.answers).toEqual(["accept"]);
  });

  it("does not answer by itself while arrow keys pass over options", async () => {
    await show({}, { choice_auto_accept: true });
    vi.useFakeTimers();
    fireEvent.keyDown(input("TECHNOLOGY"), { key: "ArrowDown" });
    pick("POLITICS");
    fireEvent.keyUp(input("POLITICS"), { key: "ArrowDown" });
    vi.advanceTimersByTime(1000);
    expect(view.task().accept).toEqual(["POLITICS"]);
    expect(view.answers).toEqual([]);
  });

  it("never answers by itself when several may be chosen, or after it is gone", async () => {
    await show({}, { choice_auto_accept: true, choice_style: "multiple" });
    vi.useFakeTimers();
    pick("POLITICS");
    vi.advanceTimersByTime(1000);
    expect(view.answers).toEqual([]);
    vi.useRealTimers();
    view.unmount();
    await show({}, { choice_auto_accept: true });
    vi.useFakeTimers();
    pick("POLITICS");
    view.unmount();
    vi.advanceTimersByTime(1000);
    expect(view.answers).toEqual([]);
  });

  it("draws images in a grid, markup as markup and text as text", async () => {
    await show({ text: undefined, options: [{ id: 1, image: "/a.png", text: "Lake" }] });
    await waitFor(() =>
      expect(view.container.querySelector(".prodigy-options-grid img")?.getAttribute("src")).toBe("/a.png"),
    );
    view.unmount();
    await show({
      options: [
        { id: 1, html: "<b>bold</b>" },
        { id: 2, text: "<i>plain</i>" },
      ],
    });
    await waitFor(() => expect(view.container.querySelector("[data-prodigy-option='1'] b")).not.toBeNull());
    expect(view.container.querySelector("i")).toBeNull();
  });

  it("links only to addresses that open a page", async () => {
    await show({
      options: [
        { id: 1, text: "a", url: "https://example.com" },
        { id: 2, text: "b", url: "javascript:x()" },
      ],
    });
    expect([...view.container.querySelectorAll("a")].map((link) => link.getAttribute("href"))).toEqual([
      "https://example.com",
    ]);
  });

  it("shows the label as the question and the content above the options", async () => {
    await show({ label: "What is it about?" });
    expect(view.container.querySelector(".prodigy-title-wrapper > .prodigy-title")?.textContent).toBe(
      "What is it about?",
    );
    expect(view.container.querySelector(".prodigy-content")?.textContent).toBe(TASK.text);
  });

  it("shows the id of an option that has nothing else to show", async () => {
    await show({ options: [{ id: "two", text: "" }, { id: 7 }, { id: 8, text: "eight" }] });
    const texts = [...view.container.querySelectorAll(".prodigy-option-body")].map((body) => body.textContent);
    expect(texts).toEqual(["two", "7", "eight"]);
    expect(view.container.querySelectorAll(".prodigy-option-body .prodigy-option-text:first-child")).toHaveLength(3);
  });

  it("is mirrored where the writing goes from right to left", async () => {
    await show({}, { writing_dir: "rtl" });
    expect(view.container.querySelector(".prodigy-options")?.getAttribute("dir")).toBe("rtl");
  });
});

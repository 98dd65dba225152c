import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeTranslate } from "../i18n";
import en from "../i18n/en.json";
import { TranslateContext } from "../i18n/react";
import { Dispatcher, type Layer, type Shortcut } from "../keymap/dispatcher";
import { CheatSheet } from "./CheatSheet";

const run = () => {};
let dispatcher = new Dispatcher();
const register = (layer: Layer, ...shortcuts: Omit<Shortcut, "run">[]) =>
  dispatcher.register(
    layer,
    shortcuts.map((shortcut) => ({ ...shortcut, run })),
  );

function show() {
  render(
    <TranslateContext value={makeTranslate("en", en)}>
      <CheatSheet shortcuts={dispatcher.list()} closeKeys={["escape"]} onClose={run} />
    </TranslateContext>,
  );
}
const rowOf = (name: string) => screen.getByText(name).closest("div")!;
const keysOf = (name: string) => [...rowOf(name).querySelectorAll("kbd")].map((key) => key.textContent);

beforeEach(() => {
  // jsdom knows the element, and not how to open it.
  HTMLDialogElement.prototype.showModal = function () {
    this.setAttribute("open", "");
  };
  HTMLDialogElement.prototype.close = function () {
    this.removeAttribute("open");
  };
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  dispatcher = new Dispatcher();
});

describe("the overview of keys", () => {
  it("has a part for each layer that has keys, and no other", () => {
    register("global", { action: "accept", keys: ["a"], label: "accept" });
    register("view", { action: "reset", keys: ["q"], label: "Start again" });
    show();
    expect(screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent)).toEqual(
      expect.arrayContaining([en.keys_global, en.keys_view]),
    );
    expect(screen.queryByText(en.keys_labels)).toBeNull();
  });

  it("names what is the page's in its language, and leaves names of labels as they are", () => {
    register("global", { action: "accept", keys: ["a"], label: "accept" });
    register("labels", { action: "label_1", keys: ["1"], label: "accept" });
    show();
    expect(screen.getByText(en.accept)).toBeTruthy();
    expect(within(rowOf("accept")).getByText("1")).toBeTruthy();
  });

  it("marks keys that a stronger layer has taken", () => {
    register("view", { action: "freehand", keys: ["f"], label: "Freehand" });
    register("global", { action: "flag", keys: ["f"], label: "flag" });
    show();
    const taken = rowOf(en.flag).querySelector("kbd")!;
    expect([taken.dataset["prodigyTaken"], taken.title]).toEqual(["true", en.keys_conflict]);
    expect(rowOf("Freehand").querySelector("kbd")!.dataset["prodigyTaken"]).toBeUndefined();
  });

  it("shows the keys of this system, where there are some of both", () => {
    register("view", { action: "save", keys: ["command+s", "ctrl+s"], label: "Save it" });
    register("labels", { action: "only", keys: ["command+k"], label: "Only one" });
    show();
    expect([keysOf("Save it"), keysOf("Only one")]).toEqual([["ctrl s"], ["⌘k"]]);
    cleanup();
    vi.stubGlobal("navigator", { platform: "MacIntel" });
    show();
    expect(keysOf("Save it")).toEqual(["⌘s"]);
  });

  it("says so where somebody has taken all keys away, and shows those that were chosen instead", () => {
    dispatcher.configure({ keymap: { reset: [], exit: "ctrl+e" } });
    register("view", { action: "reset", keys: ["q"], label: "Reset it" });
    register("view", { action: "exit", keys: ["escape"], label: "Leave it" });
    show();
    expect(rowOf("Reset it").textContent).toContain(en.keys_none);
    expect(keysOf("Leave it")).toEqual(["ctrl e"]);
  });

  it("leaves out what does nothing at the moment", () => {
    register("view", { action: "exit", keys: ["escape"], label: "Leave it", when: () => false });
    show();
    expect(screen.queryByText("Leave it")).toBeNull();
  });
});

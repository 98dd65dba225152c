import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App } from "./App";
import { loadView } from "./interfaces/components";
import { makeCustomCode } from "./custom/api";
import { LANGUAGES, loadMessages, makeTranslate } from "./i18n";
import { TranslateContext } from "./i18n/react";
import { getView } from "./interfaces/registry";
import type { Language } from "./model/settings";
import type { AppConfig } from "./model/config";
import { createEngine, type Engine } from "./store/engine";
import { EngineContext } from "./shell/useEngine";
import { fakeServer, type FakeServer } from "./testing/fakeServer";
import { resolveTheme } from "./theme";
import { waitFor } from "./testing/waitFor";

let engine: Engine;
let server: FakeServer;

const settle = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 0)));

async function show(config: Partial<AppConfig> = {}): Promise<HTMLElement> {
  engine = createEngine({ client: server, storage: null, sessionName: null, getView });
  const theme = resolveTheme({});
  const custom = makeCustomCode({
    engine,
    client: server,
    getTheme: () => theme,
    params: {},
    draw: (change) => change(),
  });
  window.prodigy = custom.api;
  const { language, messages } = await loadMessages(config.ui_lang ?? "en");
  await loadView(getView("text")!);
  await engine.start({ dataset: "d", view_id: "text", recipe_name: "mark", ...config });
  const root = document.createElement("div");
  root.id = "root";
  document.body.append(root);
  render(
    <EngineContext value={engine}>
      <TranslateContext value={makeTranslate(language, messages)}>
        <App theme={theme} custom={custom} />
      </TranslateContext>
    </EngineContext>,
    { container: root },
  );
  await settle();
  return root;
}

async function press(key: string, init: KeyboardEventInit = {}) {
  fireEvent.keyDown(document.body, { key, ...init });
  await settle();
}

const shown = () => document.querySelector(".prodigy-content")?.textContent;

beforeEach(() => {
  server = fakeServer(5);
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
});

afterEach(() => {
  engine.stop();
  cleanup();
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

describe("structure", () => {
  it.each([
    "#root > div.prodigy-root[data-prodigy-view-id='text'][data-prodigy-recipe='mark']",
    "#root > div > aside.prodigy-sidebar-wrapper > .prodigy-sidebar > .prodigy-sidebar-title",
    "#root > div > main > .prodigy-annotator > div > div.prodigy-container > .prodigy-content",
    ".prodigy-annotator > div.prodigy-buttons > button.prodigy-button-accept",
    ".prodigy-sidebar .prodigy-info",
    ".prodigy-sidebar .prodigy-progress",
    ".prodigy-sidebar .prodigy-stats",
    ".prodigy-sidebar .prodigy-history",
  ])("has %s for the CSS and JavaScript of others", async (selector) => {
    await show({ show_stats: true });
    // Some parts come after the first task.
    await waitFor(() => expect(document.querySelector(selector)).not.toBeNull());
  });

  it("shows the buttons of the settings in their order", async () => {
    await show({ buttons: ["ignore", "accept"] });
    const buttons = [...document.querySelectorAll(".prodigy-buttons button")];
    expect(buttons.map((button) => button.getAttribute("aria-label"))).toEqual(["ignore (space)", "accept (a)"]);
  });

  it.each(LANGUAGES)("names buttons in English in %s too", async (language) => {
    await show({ ui_lang: language as Language });
    expect(document.querySelector('button[aria-label="reject (x)"]')).not.toBeNull();
  });
});

describe("answering", () => {
  it("goes on by key, by click and by code", async () => {
    await show();
    await press("a");
    fireEvent.click(document.querySelector(".prodigy-button-reject")!);
    await settle();
    await act(() => window.prodigy.answer("ignore"));
    expect(shown()).toBe("Text 4");
    await waitFor(() => expect(document.querySelectorAll(".prodigy-history-item")).toHaveLength(3));
  });

  it("does not react to the key of a button that is not there", async () => {
    await show({ buttons: ["accept", "ignore"] });
    await press("x");
    expect(shown()).toBe("Text 1");
    await press("a");
    await press("Backspace");
    expect(shown()).toBe("Text 1");
  });

  it("brings a task back from the history", async () => {
    await show();
    await press("a");
    await press("a");
    await waitFor(() => expect(document.querySelectorAll(".prodigy-history-item")).toHaveLength(2));
    fireEvent.click(document.querySelectorAll(".prodigy-history-item")[1]!);
    await settle();
    expect(shown()).toBe("Text 1");
  });

  it("shows the end, and a way to save and reload", async () => {
    server = fakeServer(1);
    await show();
    await press("a");
    await settle();
    await waitFor(() => expect(screen.getByRole("heading", { name: "No tasks available." })).toBeTruthy());
    expect(document.querySelector(".prodigy-button-accept")).toHaveProperty("disabled", true);
  });
});

describe("settings of a task", () => {
  it("choose the buttons and keys for this task only", async () => {
    await show({ show_flag: false });
    const config = { buttons: ["accept", "undo"], keymap: { accept: ["u"] }, show_flag: true } as Partial<AppConfig>;
    act(() => window.prodigy.update({ config }));
    await settle();
    const names = [...document.querySelectorAll(".prodigy-buttons button")].map((b) => b.getAttribute("aria-label"));
    expect(names).toEqual(["accept (u)", "undo (backspace)"]);
    expect(document.querySelector(".prodigy-button-flag")).not.toBeNull();
    for (const key of ["a", "x", " "]) await press(key);
    expect(shown()).toBe("Text 1");
    await press("u");
    expect(shown()).toBe("Text 2");
    expect(document.querySelectorAll(".prodigy-buttons button")).toHaveLength(4);
    await press("x");
    expect(shown()).toBe("Text 3");
  });
});

describe("flag", () => {
  it("is switched by key and button, if enabled", async () => {
    await show({ show_flag: true });
    await press("f");
    expect(engine.store.getState().current?.task.flagged).toBe(true);
    fireEvent.click(document.querySelector(".prodigy-button-flag")!);
    await settle();
    expect(engine.store.getState().current?.task).not.toHaveProperty("flagged");
  });

  it("is off by default", async () => {
    await show();
    await press("f");
    expect(engine.store.getState().current?.task).not.toHaveProperty("flagged");
  });
});

describe("tasks that can't be drawn", () => {
  it("say which key is missing and can be ignored", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await show({ buttons: ["accept", "reject"] });
    act(() => window.prodigy.update({ text: undefined }));
    await settle();
    expect(screen.getByRole("alert").textContent).toContain("“text”");
    expect(document.querySelector(".prodigy-button-accept")).toHaveProperty("disabled", true);
    fireEvent.click(document.querySelector(".prodigy-button-ignore")!);
    await settle();
    expect(shown()).toBe("Text 2");
  });

  it("name a view that does not exist", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await show();
    act(() => window.prodigy.update({ config: { view_id: "nonsense" } }));
    await settle();
    expect(screen.getByRole("alert").textContent).toContain("nonsense");
  });
});

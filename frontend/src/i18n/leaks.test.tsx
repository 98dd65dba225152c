/** Nothing on the page stays English in another language, whatever view is shown. */
import type { Language } from "../model/settings";
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App } from "../App";
import { loadView } from "../interfaces/components";
import Window from "../shell/windows";
import { makeCustomCode } from "../custom/api";
import { getView } from "../interfaces/registry";
import { dispatcher } from "../keymap/react";
import { createEngine } from "../store/engine";
import { EngineContext } from "../shell/useEngine";
import { fakeServer } from "../testing/fakeServer";
import { SAMPLES } from "../testing/samples";
import { resolveTheme } from "../theme";
import en from "./en.json";
import { LANGUAGES, loadMessages, loadRest, makeTranslate, type Messages } from ".";
import { TranslateContext } from "./react";

const ENGLISH: Messages = en;
const OTHERS = LANGUAGES.filter((language) => language !== "en");

/** Words that these languages share with English. Everything else has to be translated. */
const SHARED: Record<string, readonly string[]> = {
  de: [
    "info_label",
    "info_version",
    "polygon",
    "pause",
    "zoom",
    "text_field",
    "llm_prompt",
    "role_system",
    "dash_labels",
    "dash_label",
  ],
  nl: [
    "sidebar",
    "info_dataset",
    "info_label",
    "zoom",
    "review_overlap",
    "annotators_one",
    "annotators_other",
    "spans_short",
    "llm_prompt",
    "dash_dataset",
    "dash_week",
    "dash_annotator",
    "dash_labels",
    "dash_label",
    "dash_score",
  ],
  es: ["total", "zoom", "llm_prompt"],
  pt: ["total", "zoom", "llm_prompt"],
  fr: [
    "total",
    "info_session",
    "info_description",
    "info_version",
    "suggestions",
    "rect",
    "suggestion_count_one",
    "suggestion_count_other",
    "pause",
    "zoom",
    "mode",
    "rels_short",
    "relation_count_one",
    "relation_count_other",
    "versions",
    "pages",
    "llm_prompt",
    "role_assistant",
    "dash_score",
  ],
  zh: [],
};

describe.each(OTHERS)("in %s", (language) => {
  it("every message is translated", async () => {
    const { messages } = await loadMessages(language);
    await loadRest();
    const same = Object.keys(messages).filter(
      (key) => messages[key] === ENGLISH[key] && /\p{L}/u.test(withoutValues(messages[key]!)),
    );
    expect(same.sort()).toEqual([...SHARED[language]!].sort());
  });
});

const withoutValues = (message: string) => message.replace(/\{\w+\}/g, "");
/** "{count} of {total}" has two: as a pattern it would fit data. */
const letters = (message: string) => withoutValues(message).replace(/\P{L}/gu, "");

/** All words that somebody sees or hears: texts, names and hints. The names of the answer buttons are for scripts. */
function words(root: ParentNode): string[] {
  const found: string[] = [];
  for (const element of root.querySelectorAll("*")) {
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? "");
    for (const name of ["aria-label", "title", "placeholder", "aria-description"]) {
      if (name === "aria-label" && element.closest(".prodigy-buttons")) continue;
      found.push(element.getAttribute(name) ?? "");
    }
  }
  return found.map((text) => text.trim()).filter(Boolean);
}

/** Makes an English message a pattern, with anything for its values. Too short ones would fit data. */
function toPattern(message: string): RegExp {
  const parts = message.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}( \\(.+\\))?$`);
}

let stop: () => void = () => {};

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = () => {};
});

afterEach(() => {
  stop();
  cleanup();
  vi.unstubAllGlobals();
});

async function wordsOf(name: string, language: string): Promise<{ seen: string[]; messages: Messages }> {
  const { task, config } = SAMPLES[name]!;
  const viewId = config.view_id ?? (getView(name) ? name : name.replace(/_[a-z]+$/, ""));
  const server = fakeServer(1);
  const engine = createEngine({ client: server, storage: null, sessionName: null, getView });
  stop = engine.stop;
  const { messages } = await loadMessages(language);
  const t = makeTranslate(language, messages);
  const theme = resolveTheme({});
  const custom = makeCustomCode({
    engine,
    client: server,
    getTheme: () => theme,
    params: {},
    draw: (change) => change(),
  });
  await loadView(getView(viewId)!);
  await engine.start({
    ...config,
    dataset: "d",
    view_id: viewId,
    ui_lang: language as Language,
    show_stats: true,
    show_flag: true,
    show_notes: true,
    instructions: "x",
    instructions_first: false,
  });
  engine.update({ ...task });
  const page = (
    <EngineContext value={engine}>
      <TranslateContext value={t}>
        <App theme={theme} custom={custom} />
        <Window
          name="keys"
          config={engine.store.getState().config}
          dispatcher={dispatcher}
          keysOf={() => []}
          isUpdated
          onClose={() => {}}
        />
      </TranslateContext>
    </EngineContext>
  );
  const { rerender } = render(page);
  await act(() => new Promise<void>((resolve) => setTimeout(resolve, 0)));
  // Again, now that all keys are registered.
  rerender(page);
  return { seen: words(document.body), messages };
}

/** Words come from one place, so that two languages per view find what was written past it. */
const PAIRS = Object.keys(SAMPLES).flatMap((name, i) =>
  [0, 1].map((more) => [name, OTHERS[(2 * i + more) % OTHERS.length]!] as const),
);

describe("the page", () => {
  it.each(PAIRS)("with %s has no English words in %s", async (name, language) => {
    const { seen, messages } = await wordsOf(name, language);
    const patterns = Object.keys(ENGLISH)
      .filter((key) => messages[key] !== ENGLISH[key] && letters(ENGLISH[key]!).length > 2)
      .map((key) => toPattern(ENGLISH[key]!));
    const own = new Set(Object.values(messages));
    const data = new Set(words(dataOf(name)));
    const leaked = seen.filter(
      (text) => !own.has(text) && !data.has(text) && patterns.some((pattern) => pattern.test(text)),
    );
    expect(leaked).toEqual([]);
    expect(seen).toContain(messages["accept"]);
    expect(seen).toContain(messages["keys"]);
    // A key without a message is shown as it is.
    expect(seen.filter((text) => Object.hasOwn(ENGLISH, text) && text.includes("_"))).toEqual([]);
  });
});

/** Texts of the task and the settings, which may be in any language. */
function dataOf(name: string): ParentNode {
  const box = document.createElement("div");
  JSON.stringify(SAMPLES[name], (_, value: unknown) => {
    if (typeof value === "string") box.append(Object.assign(document.createElement("i"), { textContent: value }));
    return value;
  });
  return box;
}

import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderView, tokenPointer, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { tokenize } from "../../text/testTokens";
import { clearViewState } from "../shared/viewState";
import type { Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { definition } from "./definition";
import NerManualView from "./NerManualView";

const { task: TASK, config: CONFIG } = SAMPLES.ner_manual!;
const ORG: Span = { start: 0, end: 4, token_start: 0, token_end: 0, label: "ORG" };
const LOCATION: Span = { start: 15, end: 29, token_start: 4, token_end: 5, label: "LOCATION" };

let view: RenderedView;

async function show(task: Partial<Task> = {}, config: Partial<AppConfig> = {}, props = {}) {
  view = await renderView(NerManualView, { ...TASK, ...task }, { ...CONFIG, ...config }, props);
  return { ...view, ...tokenPointer(view.container) };
}

const touch = () => tokenPointer(view.container, "touch");
const pickLabel = (label: string) =>
  fireEvent.click(view.container.querySelector(`[data-prodigy-label="${label}"] input`) as HTMLElement);
const marks = () => [...view.container.querySelectorAll("mark")].map((mark) => mark.textContent?.replace("×", ""));
const focusText = () => (view.container.querySelector(".prodigy-token[tabindex='0']") as HTMLElement).focus();

beforeEach(clearViewState);
afterEach(() => {
  view.unmount();
  cleanup();
  vi.useRealTimers();
});

describe("with the mouse", () => {
  it("makes the spans of the documented export", async () => {
    const { doubleClick, drag } = await show();
    pickLabel("ORG");
    doubleClick(0);
    view.press("4");
    drag(4, 5);
    expect(view.task().spans).toEqual([ORG, LOCATION]);
    expect(marks()).toEqual(["UberORG", "Silicon ValleyLOCATION"]);
  });

  it("can delete and make again a span of the documented export", async () => {
    const { click, drag } = await show({ spans: [ORG, LOCATION] });
    pickLabel("LOCATION");
    click(5);
    expect(view.task().spans).toEqual([ORG]);
    drag(5, 4);
    expect(view.task().spans).toEqual([ORG, LOCATION]);
  });

  it("writes nothing before the first edit, and an empty list after the last deletion", async () => {
    const { click, doubleClick } = await show();
    click(3);
    expect(view.updates).toEqual([]);
    expect("spans" in view.task()).toBe(false);
    doubleClick(0);
    fireEvent.click(screen.getByRole("button", { name: "Remove PERSON", hidden: true }));
    expect(view.task().spans).toEqual([]);
  });

  it("finishes a drag outside of the text", async () => {
    const { drag } = await show();
    drag(4, 5, document.body);
    expect(view.task().spans).toHaveLength(1);
  });

  it("shows the selection while it is made", async () => {
    const { hover } = await show();
    hover(4, 6);
    const selected = [...view.container.querySelectorAll(".prodigy-token.prodigy-token-selected")];
    expect(selected.map((token) => token.textContent)).toEqual(["Silicon", "Valley", "’s"]);
    expect(view.updates).toEqual([]);
  });

  it("drops a drag on escape", async () => {
    const { hover } = await show();
    hover(4, 6);
    view.press("Escape");
    fireEvent.pointerUp(document.body);
    expect(view.updates).toEqual([]);
  });

  it("relabels a span that is selected again with another label", async () => {
    const { drag } = await show({ spans: [{ ...LOCATION, label: "ORG", score: 0.9 }] });
    pickLabel("LOCATION");
    drag(4, 5);
    expect(view.task().spans).toEqual([{ ...LOCATION, score: 0.9 }]);
  });

  it("replaces spans that the new one touches", async () => {
    const { drag } = await show({ spans: [ORG, LOCATION] });
    drag(5, 6);
    expect(view.task().spans).toEqual([ORG, { start: 23, end: 31, token_start: 5, token_end: 6, label: "PERSON" }]);
  });

  it("selects instead of deleting with alt, and relabels with a key", async () => {
    const { click } = await show({ spans: [ORG] });
    click(0, { altKey: true });
    view.press("3");
    expect(view.task().spans).toEqual([{ ...ORG, label: "PRODUCT" }]);
    view.press("Backspace");
    expect(view.task().spans).toEqual([]);
  });

  it("tells listeners about new and clicked spans", async () => {
    const heard: unknown[] = [];
    const listen = (event: Event) => heard.push((event as CustomEvent).detail.span);
    document.addEventListener("prodigyspanselected", listen);
    const { doubleClick, click } = await show();
    pickLabel("ORG");
    doubleClick(0);
    click(0);
    document.removeEventListener("prodigyspanselected", listen);
    expect(heard).toEqual([ORG, ORG]);
  });

  it("takes over a native selection, snapped to whole tokens", async () => {
    const { token } = await show();
    const range = document.createRange();
    range.setStart(token(4).firstChild as Node, 5);
    range.setEnd(token(5).firstChild as Node, 2);
    window.getSelection()?.addRange(range);
    pickLabel("LOCATION");
    fireEvent.mouseUp(document.body);
    expect(view.task().spans).toEqual([LOCATION]);
  });
});

describe("with a finger", () => {
  it("selects after a long press, and waits for the label", async () => {
    const { token } = await show();
    vi.useFakeTimers();
    fireEvent.pointerDown(token(4), { pointerType: "touch", isPrimary: true, button: 0 });
    vi.advanceTimersByTime(500);
    vi.useRealTimers();
    fireEvent.pointerUp(token(4), { pointerType: "touch", isPrimary: true });
    touch().click(5);
    pickLabel("LOCATION");
    expect(view.task().spans).toEqual([LOCATION]);
  });

  it("takes a tap for the start and the next one for the end", async () => {
    await show();
    touch().click(5);
    touch().click(4);
    expect(view.updates).toEqual([]);
    pickLabel("LOCATION");
    expect(view.task().spans).toEqual([LOCATION]);
  });

  it("deletes a span with the second tap", async () => {
    await show({ spans: [ORG] });
    touch().click(0);
    expect(view.updates).toEqual([]);
    touch().click(0);
    expect(view.task().spans).toEqual([]);
  });

  it("scrolls instead of selecting when it moves up or down", async () => {
    await show();
    touch().pan(2, 9);
    expect(view.updates).toEqual([]);
    expect(view.container.querySelector(".prodigy-token-selected")).toBeNull();
  });
});

describe("with keys", () => {
  it("moves, extends, applies and deletes", async () => {
    await show();
    pickLabel("LOCATION");
    focusText();
    for (let i = 0; i < 4; i += 1) view.press("ArrowRight");
    view.press("ArrowRight", { shiftKey: true });
    view.press("Enter");
    expect(view.task().spans).toEqual([LOCATION]);
    expect(document.activeElement?.getAttribute("data-token")).toBe("5");
    view.press("Delete");
    expect(view.task().spans).toEqual([]);
  });

  it("applies a label by its key to what shift has selected", async () => {
    await show();
    focusText();
    view.press("End");
    view.press("Home", { shiftKey: true });
    view.press("2");
    expect(view.task().spans).toEqual([{ start: 0, end: 61, token_start: 0, token_end: 12, label: "ORG" }]);
  });

  it("leaves backspace to the shell after work with the mouse", async () => {
    const { doubleClick } = await show();
    doubleClick(0);
    view.press("Backspace");
    expect(view.task().spans).toHaveLength(1);
  });

  it("resets to the task as it came, without the key if it had none", async () => {
    const { doubleClick } = await show();
    view.press("q");
    expect(view.updates).toEqual([]);
    doubleClick(0);
    view.press("q");
    expect("spans" in view.task()).toBe(false);
  });

  it("jumps from span to span and moves their borders", async () => {
    await show({ spans: [ORG, LOCATION] });
    view.press("]");
    view.press("]");
    view.press("ArrowRight", { altKey: true, code: "ArrowRight" });
    expect(view.task().spans?.[1]).toMatchObject({ start: 15, end: 31, token_end: 6 });
  });

  it("labels all other mentions", async () => {
    const text = "Uber sued Uber over Uber";
    const first = { start: 0, end: 4, token_start: 0, token_end: 0, label: "ORG" };
    await show({ text, tokens: tokenize(text), spans: [first] });
    view.press("]");
    view.press("Enter", { shiftKey: true });
    expect(view.task().spans?.map((span) => span.start)).toEqual([0, 10, 20]);
  });

  it("finds a label by typing", async () => {
    const labels = Array.from({ length: 12 }, (_, i) => `LABEL_${i}`);
    const { doubleClick } = await show({}, { labels: [...labels, "DISEASE"] });
    view.press("/");
    fireEvent.change(await screen.findByRole("combobox"), { target: { value: "dis" } });
    view.press("Enter");
    doubleClick(0);
    expect(view.task().spans?.[0]?.label).toBe("DISEASE");
  });

  it("binds no numbers when another block owns them", async () => {
    await show({}, { keymap_by_label: { PRODUCT: "p" } }, { usesNumberKeys: false });
    const active = () => view.container.querySelector<HTMLInputElement>("input:checked")?.value;
    view.press("2");
    expect(active()).toBe("PERSON");
    view.press("p");
    expect(active()).toBe("PRODUCT");
  });
});

describe("labels", () => {
  it("keep the public DOM", async () => {
    await show();
    const label = view.container.querySelector(".prodigy-title-wrapper > .prodigy-labels > label.prodigy-label");
    expect(label?.getAttribute("data-prodigy-label")).toBe("PERSON");
    expect(label?.firstElementChild?.tagName).toBe("SPAN");
    expect(label?.querySelector("span + input[type=radio]")?.getAttribute("value")).toBe("PERSON");
  });

  it("stay active from task to task, unless they are gone", async () => {
    await show();
    pickLabel("PRODUCT");
    view.unmount();
    const active = () => view.container.querySelector<HTMLInputElement>("input:checked")?.value;
    await show();
    expect(active()).toBe("PRODUCT");
    view.unmount();
    await show({}, { labels: ["A", "B"] });
    expect(active()).toBe("A");
  });

  it("can be a dropdown", async () => {
    const { doubleClick } = await show({}, { ner_manual_label_style: "dropdown" });
    fireEvent.change(screen.getByRole("combobox"), { target: { value: "ORG" } });
    doubleClick(0);
    expect(view.task().spans).toEqual([ORG]);
  });

  it("are taken from the data when there are none", async () => {
    await show({ spans: [ORG] }, { labels: [] });
    expect(view.container.querySelectorAll(".prodigy-label")).toHaveLength(1);
  });

  it("are missed with a warning", async () => {
    const { doubleClick } = await show({}, { labels: [] });
    doubleClick(0);
    expect(view.updates).toEqual([]);
    expect(screen.getByText("No labels configured")).toBeTruthy();
  });

  it("have to be chosen for every task with label_reset none", async () => {
    const { doubleClick } = await show({}, { label_reset: "none" });
    doubleClick(0);
    expect(view.updates).toEqual([]);
    view.press("2");
    expect(view.task().spans).toEqual([ORG]);
  });

  it("colour their spans with readable text", async () => {
    await show({ spans: [ORG] }, { custom_theme: { labels: { ORG: "#112233" } } });
    const style = view.container.querySelector("mark")?.getAttribute("style");
    expect(style).toContain("--span-color: #112233");
    expect(style).toMatch(/--span-text: #fff/i);
  });
});

describe("settings", () => {
  it("ask for a click before a span is made", async () => {
    const { drag } = await show({}, { ner_manual_require_click: true });
    pickLabel("LOCATION");
    drag(4, 5);
    expect(view.updates).toEqual([]);
    view.press("Enter");
    expect(view.task().spans).toEqual([LOCATION]);
  });

  const LINES = "One\n\ntwo";

  it("trim line breaks, or keep them if allowed", async () => {
    const { drag } = await show({ text: LINES, tokens: tokenize(LINES) });
    drag(0, 1);
    expect(view.task().spans?.[0]).toMatchObject({ start: 0, end: 3 });
    view.unmount();
    const second = await show({ text: LINES, tokens: tokenize(LINES) }, { allow_newline_highlight: true });
    second.drag(0, 1);
    expect(view.task().spans?.[0]).toMatchObject({ start: 0, end: 5 });
  });

  it("hide the return glyphs but keep the breaks", async () => {
    await show({ text: LINES, tokens: tokenize(LINES) });
    const text = () => view.container.querySelector(".prodigy-tokens")?.textContent;
    expect(text()).toBe("One↵\n↵\ntwo");
    view.unmount();
    await show({ text: LINES, tokens: tokenize(LINES) }, { hide_true_newline_tokens: true });
    expect(text()).toBe("One\n\ntwo");
  });

  it("do nothing with disabled tokens alone", async () => {
    const tokens = TASK.tokens?.map((token) => ({ ...token, disabled: token.id === 4 }));
    const { doubleClick, drag } = await show({ tokens });
    doubleClick(4);
    expect(view.updates).toEqual([]);
    drag(4, 5);
    expect(view.task().spans?.[0]).toMatchObject({ token_start: 5, token_end: 5 });
  });

  it("draw gaps as the tokens or the settings say", async () => {
    await show();
    const text = () => view.container.querySelector(".prodigy-tokens")?.textContent;
    expect(text()).toBe(TASK.text);
    view.unmount();
    await show({}, { honor_token_whitespace: false });
    expect(text()).toContain("Uber ’s Lesson : Silicon");
  });

  it("write from right to left", async () => {
    await show({}, { writing_dir: "rtl" });
    expect(view.container.querySelector(".prodigy-tokens")?.getAttribute("dir")).toBe("rtl");
    view.unmount();
    await show();
    expect(view.container.querySelector(".prodigy-tokens")?.getAttribute("dir")).toBe("auto");
  });

  it("apply the style of a token", async () => {
    const tokens = TASK.tokens?.map((token) => ({ ...token, style: { fontWeight: "bold" as const } }));
    const { token } = await show({ tokens });
    expect((token(0) as HTMLElement).style.fontWeight).toBe("bold");
  });
});

describe("data", () => {
  it("keeps spans that don't fit the tokens, with a notice", async () => {
    const odd = { start: 1, end: 3, label: "ODD" };
    const { doubleClick } = await show({ spans: [odd] });
    expect(screen.getByText(/1 span does not match/)).toBeTruthy();
    doubleClick(0);
    expect(view.task().spans).toContainEqual(odd);
  });

  it("counts offsets like Python behind emoji", async () => {
    const text = "🎉👍🏽 Uber";
    const tokens = tokenize(text);
    const { doubleClick } = await show({ text, tokens });
    pickLabel("ORG");
    doubleClick(tokens.length - 1);
    expect(view.task().spans?.[0]).toMatchObject({ start: 4, end: 8 });
  });

  it("follows changes from outside", async () => {
    await show();
    view.change({ spans: [LOCATION] });
    expect(marks()).toEqual(["Silicon ValleyLOCATION"]);
  });

  it("does not touch locked spans, and asks about suggested ones", async () => {
    const spans = [
      { ...ORG, locked: true },
      { ...LOCATION, suggested: true },
    ];
    const { click } = await show({ spans });
    click(0);
    view.press("Delete");
    expect(view.updates).toEqual([]);
    click(4);
    view.press("Enter");
    expect(view.task().spans).toEqual([{ ...ORG, locked: true }, LOCATION]);
  });

  it("is put into export form with the answer", () => {
    const { token_start: _a, token_end: _b, ...bare } = LOCATION;
    const finished = definition.finish?.({ ...TASK, spans: [{ ...bare, source: "model" }, ORG] });
    expect(finished?.spans).toEqual([ORG, { ...LOCATION, source: "model" }]);
    expect(definition.finish?.(TASK)).toBe(TASK);
  });

  it("can be shown without being editable", async () => {
    const { drag, click } = await show({ spans: [ORG] }, {}, { readOnly: true });
    drag(4, 5);
    click(0);
    expect(view.updates).toEqual([]);
    expect(view.container.querySelector(".prodigy-labels")).toBeNull();
  });
});

describe("long texts", () => {
  it("redraw only the chunk of an edit", async () => {
    const text = Array.from({ length: 1500 }, (_, i) => `word${i}`).join(" ");
    const { doubleClick, token } = await show({ text, tokens: tokenize(text) });
    const changed = new Set<Element>();
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const chunk =
          target instanceof Element ? target.closest("[data-chunk]") : target.parentElement?.closest("[data-chunk]");
        if (chunk) changed.add(chunk);
      }
    });
    observer.observe(view.container, { childList: true, subtree: true, characterData: true, attributes: true });
    doubleClick(750);
    await Promise.resolve();
    observer.disconnect();
    expect(view.task().spans).toHaveLength(1);
    // The chunk of the span, and that of the token which had the tab stop.
    expect([...changed].map((chunk) => chunk.getAttribute("data-chunk")).sort()).toEqual(["0", "6"]);
    expect(token(750).closest("mark")).not.toBeNull();
  });
});

import { act, cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderView, tokenPointer, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { tokenize } from "../../text/testTokens";
import { clearViewState } from "../shared/viewState";
import type { Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { definition } from "./definition";
import { laneModel, neighbourSpan } from "./model";
import SpansManualView from "./SpansManualView";
import { resolveTheme } from "../../theme";
import { waitFor } from "../../testing/waitFor";

const { task: SAMPLE, config: CONFIG } = SAMPLES.spans_manual!;
const TOKENS = SAMPLE.tokens!;
const span = (from: number, to: number, label: string, extra = {}): Span => ({
  start: TOKENS[from]!.start,
  end: TOKENS[to]!.end,
  token_start: from,
  token_end: to,
  label,
  ...extra,
});
const LONG = span(4, 10, "ORG");
const SHORT = span(4, 5, "LOCATION");
const ALONE = span(12, 12, "PERSON");

let view: RenderedView;

async function show(spans: Span[] | null = [SHORT, LONG], config: Partial<AppConfig> = {}, props = {}) {
  const { spans: _, ...task } = SAMPLE;
  const whole = (spans ? { ...task, spans } : task) as Task;
  view = await renderView(SpansManualView, whole, { ...CONFIG, ...config }, props);
  return { ...view, ...tokenPointer(view.container) };
}

const chips = () => [...view.container.querySelectorAll<HTMLElement>(".prodigy-span")];
const chip = (label: string) => chips().find((one) => one.dataset.label === label) as HTMLElement;
const barsAt = (position: number) => [
  ...view.container.querySelectorAll<HTMLElement>(`[data-token="${position}"] > .prodigy-span-bar`),
];
const barOf = (label: string, position: number) =>
  barsAt(position).find((bar) => bar.dataset.bar === chip(label).dataset.bar) as HTMLElement;
const press = (target: Element, options: MouseEventInit = {}) => {
  const point = { button: 0, isPrimary: true, pointerType: "mouse", clientX: 0, clientY: 0 };
  fireEvent.pointerDown(target, point);
  fireEvent.pointerUp(target, point);
  fireEvent.click(target, { detail: 1, ...options });
};
const tap = (target: Element) => {
  fireEvent.pointerDown(target, { button: 0, isPrimary: true, pointerType: "touch" });
  fireEvent.pointerUp(target, { isPrimary: true, pointerType: "touch" });
};
const rows = () => [...view.container.querySelectorAll<HTMLElement>("[role=dialog] [data-row]")];
const raised = () =>
  new Set([...view.container.querySelectorAll<HTMLElement>(".prodigy-span-raised")].map((bar) => bar.dataset.bar));
const focusText = () => (view.container.querySelector(".prodigy-token[tabindex='0']") as HTMLElement).focus();

beforeEach(clearViewState);
afterEach(() => {
  view.unmount();
  cleanup();
});

describe("drawing", () => {
  it("puts one piece of each bar under every token, in its lane", async () => {
    await show();
    const lanes = (position: number) => barsAt(position).map((bar) => bar.style.getPropertyValue("--lane"));
    expect([3, 4, 5, 6, 10, 11].map(lanes)).toEqual([[], ["0", "1"], ["0", "1"], ["0"], ["0"], []]);
    expect(barOf("ORG", 4).className).toContain("start");
    expect(barOf("ORG", 10).className).toContain("end");
    expect(barOf("ORG", 7).className).toBe("prodigy-span-bar");
  });

  it("has one label per span, at its first token, in the colour of the palette", async () => {
    await show();
    expect(chips().map((one) => [one.closest("[data-token]")?.getAttribute("data-token"), one.dataset.label])).toEqual([
      ["4", "ORG"],
      ["4", "LOCATION"],
    ]);
    expect(chip("ORG").style.getPropertyValue("--span-color")).toBe("#ffd882");
  });

  it("reserves as many lanes as a token needs", async () => {
    const { token } = await show();
    const lanes = (position: number) => (token(position) as HTMLElement).style.getPropertyValue("--lanes");
    expect([3, 4, 10].map(lanes)).toEqual(["", "2", "1"]);
  });

  it("keeps spans that don't fit the tokens, with a notice", async () => {
    const odd = { start: 1, end: 3, label: "ODD" };
    const { drag } = await show([odd]);
    expect(screen.getByText(/1 span does not match/)).toBeTruthy();
    drag(0, 1);
    expect(view.task().spans).toContainEqual(odd);
  });
});

describe("with the mouse", () => {
  it("adds spans that overlap and nest", async () => {
    const { drag, doubleClick } = await show();
    drag(5, 11);
    doubleClick(4);
    expect(view.task().spans).toEqual([span(4, 4, "PERSON"), SHORT, LONG, span(5, 11, "PERSON")]);
  });

  it("refuses the same span twice, and shows the one that is there", async () => {
    const { drag } = await show([SHORT]);
    view.press("4");
    drag(4, 5);
    expect(view.updates).toEqual([]);
    expect(raised()).toEqual(new Set([chip("LOCATION").dataset.bar]));
    expect(screen.getByText(/Already there/)).toBeTruthy();
  });

  it("allows the same words with another label", async () => {
    const { drag } = await show([SHORT]);
    drag(4, 5);
    expect(view.task().spans).toEqual([SHORT, span(4, 5, "PERSON")]);
  });

  it("deletes with a click on a label or on a bar that is alone", async () => {
    await show([SHORT, LONG, ALONE]);
    press(chip("LOCATION"));
    expect(view.task().spans).toEqual([LONG, ALONE]);
    press(barOf("ORG", 8));
    expect(view.task().spans).toEqual([ALONE]);
    fireEvent.click(screen.getByRole("button", { name: "Remove PERSON", hidden: true }));
    expect(view.task().spans).toEqual([]);
  });

  it("never deletes with a click on a token", async () => {
    const { click } = await show();
    click(4);
    click(8);
    expect(view.updates).toEqual([]);
  });

  it("asks which span is meant where bars are stacked", async () => {
    await show();
    press(barOf("LOCATION", 5));
    expect(view.updates).toEqual([]);
    expect(rows().map((row) => row.textContent)).toEqual([
      "LOCATIONSilicon Valley",
      "ORGSilicon Valley’s Start-Up Machine",
    ]);
    fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: /Remove ORG/ }));
    expect(view.task().spans).toEqual([SHORT]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("closes the question with escape or a click elsewhere", async () => {
    const { token } = await show();
    press(barOf("LOCATION", 5));
    view.press("Escape");
    expect(screen.queryByRole("dialog")).toBeNull();
    press(barOf("LOCATION", 5));
    fireEvent.pointerDown(token(0));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("does not make a span when a label is double-clicked", async () => {
    await show();
    const label = chip("LOCATION");
    const home = label.closest("[data-token]") as Element;
    press(label);
    fireEvent.doubleClick(home, { detail: 2 });
    expect(view.task().spans).toEqual([LONG]);
  });

  it("raises the span under the pointer and dims the others", async () => {
    const { token } = await show();
    fireEvent.pointerOver(barOf("LOCATION", 5), { pointerType: "mouse" });
    expect(raised()).toEqual(new Set([chip("LOCATION").dataset.bar]));
    expect(view.container.querySelector(".prodigy-lanes-raised")).not.toBeNull();
    expect(token(5).classList.contains("prodigy-token-raised")).toBe(true);
    expect(token(6).classList.contains("prodigy-token-raised")).toBe(false);
    fireEvent.pointerOver(token(0), { pointerType: "mouse" });
    expect(view.container.querySelector(".prodigy-lanes-raised")).toBeNull();
  });

  it("selects with alt, or by setting: relabel by key, move borders, delete", async () => {
    await show([LONG], { span_click: "select" });
    press(chip("ORG"));
    view.press("3");
    expect(view.task().spans).toEqual([{ ...LONG, label: "PRODUCT" }]);
    view.press("ArrowRight", { altKey: true, code: "ArrowRight" });
    expect(view.task().spans).toEqual([span(4, 11, "PRODUCT")]);
    view.press("Backspace");
    expect(view.task().spans).toEqual([]);
  });

  it("tells listeners about new and clicked spans", async () => {
    const heard: unknown[] = [];
    const listen = (event: Event) => heard.push((event as CustomEvent).detail.span);
    document.addEventListener("prodigyspanselected", listen);
    const { doubleClick } = await show([LONG]);
    doubleClick(0);
    press(chip("ORG"));
    document.removeEventListener("prodigyspanselected", listen);
    expect(heard).toEqual([span(0, 0, "PERSON"), LONG]);
  });

  it("does not delete locked spans, and asks about suggested ones", async () => {
    const spans = [
      { ...ALONE, locked: true },
      { ...LONG, suggested: true },
    ];
    await show(spans);
    press(chip("PERSON"));
    press(chip("ORG"));
    expect(view.updates).toEqual([]);
    view.press("Enter");
    expect(view.task().spans).toEqual([LONG, spans[0]]);
  });

  it("waits for a click if the settings say so", async () => {
    const { drag } = await show([], { ner_manual_require_click: true });
    drag(4, 5);
    expect(view.updates).toEqual([]);
    view.press("Enter");
    expect(view.task().spans).toEqual([span(4, 5, "PERSON")]);
  });
});

describe("with a finger", () => {
  it("selects a span with the first tap and deletes it with the second", async () => {
    await show([LONG]);
    tap(chip("ORG"));
    expect(view.updates).toEqual([]);
    expect(chip("ORG").className).toContain("selected");
    tap(chip("ORG"));
    expect(view.task().spans).toEqual([]);
  });

  it("makes a span inside of another one with two taps and a label", async () => {
    const { token } = await show([LONG]);
    tap(token(5));
    tap(token(7));
    fireEvent.click(view.container.querySelector("[data-prodigy-label=PRODUCT] input") as Element);
    expect(view.task().spans).toEqual([LONG, span(5, 7, "PRODUCT")]);
  });

  it("asks which span is meant where bars are stacked", async () => {
    await show();
    tap(barOf("ORG", 5));
    fireEvent.click(rows()[1] as Element);
    expect(chip("LOCATION").className).toContain("selected");
  });
});

describe("with keys", () => {
  it("makes nested spans without touching those around them", async () => {
    await show([LONG]);
    focusText();
    for (let i = 0; i < 4; i += 1) view.press("ArrowRight");
    view.press("ArrowRight", { shiftKey: true });
    view.press("4");
    expect(view.task().spans).toEqual([SHORT, LONG]);
  });

  it("goes through all spans, also those that start together", async () => {
    await show([SHORT, LONG, ALONE]);
    const visited: (string | undefined)[] = [];
    for (let i = 0; i < 4; i += 1) {
      view.press("]");
      visited.push(view.container.querySelector<HTMLElement>(".prodigy-span-selected")?.dataset.label);
    }
    expect(visited).toEqual(["ORG", "LOCATION", "PERSON", "ORG"]);
    view.press("[");
    view.press("Delete");
    expect(view.task().spans).toEqual([SHORT, LONG]);
  });

  it("asks which one to delete where there are several", async () => {
    await show();
    focusText();
    for (let i = 0; i < 5; i += 1) view.press("ArrowRight");
    view.press("Delete");
    expect(view.updates).toEqual([]);
    expect(document.activeElement).toBe(rows()[0]);
    view.press("ArrowDown");
    view.press("Delete");
    expect(view.task().spans).toEqual([LONG]);
    await waitFor(() => expect(document.activeElement?.getAttribute("data-token")).toBe("5"));
    view.press("Delete");
    expect(view.task().spans).toEqual([]);
  });

  it("tells what is at a token", async () => {
    await show();
    focusText();
    for (let i = 0; i < 4; i += 1) view.press("ArrowRight");
    expect(view.container.querySelector("[aria-live]")?.textContent).toBe(
      "ORG: Silicon Valley’s Start-Up Machine, span 2 of 2; LOCATION: Silicon Valley, span 1 of 2",
    );
  });

  it("labels all other mentions", async () => {
    const text = "Uber sued Uber over Uber";
    const first = { start: 0, end: 4, token_start: 0, token_end: 0, label: "ORG" };
    view = await renderView(SpansManualView, { ...SAMPLE, text, tokens: tokenize(text), spans: [first] }, CONFIG);
    view.press("]");
    view.press("Enter", { shiftKey: true });
    expect(view.task().spans?.map(({ start }) => start)).toEqual([0, 10, 20]);
  });

  it("resets, without the key if the task had none", async () => {
    const { doubleClick } = await show(null);
    doubleClick(0);
    view.press("q");
    expect("spans" in view.task()).toBe(false);
  });

  it("leaves backspace to the shell after work with the mouse", async () => {
    const { doubleClick } = await show([]);
    doubleClick(0);
    view.press("Backspace");
    expect(view.task().spans).toHaveLength(1);
  });
});

describe("the list of spans", () => {
  const openList = async () => {
    const details = view.container.querySelector(".prodigy-span-list") as HTMLDetailsElement;
    await act(async () => {
      details.open = true;
      fireEvent(details, new Event("toggle"));
    });
  };

  it("names, selects and removes them", async () => {
    await show();
    expect(view.container.querySelector("summary")?.textContent).toBe("2 spans");
    await openList();
    const list = within(view.container.querySelector(".prodigy-span-list") as HTMLElement);
    fireEvent.click(list.getByRole("button", { name: "LOCATIONSilicon Valley" }));
    expect(chip("LOCATION").className).toContain("selected");
    fireEvent.click(list.getByRole("button", { name: "Remove LOCATION: Silicon Valley" }));
    expect(view.task().spans).toEqual([LONG]);
  });
});

describe("read-only", () => {
  it("draws everything and edits nothing", async () => {
    const { drag } = await show([SHORT, LONG], {}, { readOnly: true });
    drag(0, 1);
    press(chip("ORG"));
    expect(view.updates).toEqual([]);
    expect(view.container.querySelector(".prodigy-labels")).toBeNull();
    expect(view.container.querySelector("[data-remove]")).toBeNull();
  });
});

describe("the definition", () => {
  it("needs tokens and sorts the spans of an answer", () => {
    const { tokens: _, ...bare } = SAMPLE;
    expect(definition.requires(bare as Task, CONFIG as AppConfig)).toBe("tokens");
    expect(definition.finish?.({ ...SAMPLE, spans: [ALONE, LONG] }).spans).toEqual([LONG, ALONE]);
  });
});

describe("neighbourSpan", () => {
  const { spans } = laneModel([SHORT, LONG, ALONE], TOKENS, () => 1, [], resolveTheme({}));
  const labels = (...names: (1 | -1)[]) =>
    names.map((direction) => neighbourSpan(spans, undefined, 11, direction)?.span.label);
  it("starts at the present token", () => {
    expect(labels(1, -1)).toEqual(["PERSON", "LOCATION"]);
    expect(neighbourSpan([], undefined, 0, 1)).toBeUndefined();
  });
});

describe("long texts", () => {
  it("redraw only the chunks of an edit", async () => {
    const text = Array.from({ length: 1500 }, (_, i) => `word${i}`).join(" ");
    const tokens = tokenize(text);
    const spans = [{ start: 0, end: tokens[1499]!.end, token_start: 0, token_end: 1499, label: "ORG" }];
    view = await renderView(SpansManualView, { ...SAMPLE, text, tokens, spans }, CONFIG);
    const changed = new Set<string | null | undefined>();
    const observer = new MutationObserver((records) => {
      for (const { target } of records)
        changed.add((target as Element).closest?.("[data-chunk]")?.getAttribute("data-chunk"));
    });
    observer.observe(view.container.querySelector(".prodigy-tokens") as Element, {
      childList: true,
      subtree: true,
      attributes: true,
    });
    tokenPointer(view.container).doubleClick(750);
    await waitFor(() => expect(changed.has("6")).toBe(true));
    observer.disconnect();
    changed.delete(undefined);
    // The chunk of the span, and that of the token which had the tab stop.
    expect([...changed].sort()).toEqual(["0", "6"]);
  });

  it("draw far chunks as plain text, and those at the start and at the first span at once", async () => {
    vi.stubGlobal(
      "IntersectionObserver",
      class {
        observe() {}
        unobserve() {}
        disconnect() {}
      },
    );
    const text = Array.from({ length: 2500 }, (_, i) => `word${i}`).join(" ");
    const tokens = tokenize(text);
    const spans = [1500, 2000].map((at) => ({
      start: tokens[at]!.start,
      end: tokens[at]!.end,
      token_start: at,
      token_end: at,
      label: "ORG",
    }));
    view = await renderView(SpansManualView, { ...SAMPLE, text, tokens, spans }, CONFIG);
    vi.unstubAllGlobals();
    expect(view.container.querySelectorAll(".prodigy-token")).toHaveLength(3 * 120);
    expect(view.container.querySelector(".prodigy-tokens")?.textContent?.replace("ORG×", "")).toBe(text);
    expect(view.container.querySelector("[data-span='1500']")).not.toBeNull();
    expect(view.container.querySelector("[data-span='2000']")).toBeNull();
  });
});

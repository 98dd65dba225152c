import { act, cleanup, fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderView, tokenPointer, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { clearViewState } from "../shared/viewState";
import type { Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import PosManualView from "./PosManualView";

const { task: SAMPLE, config: CONFIG } = SAMPLES.pos_manual!;
const TOKENS = SAMPLE.tokens!;
const tag = (token: number, label: string, extra = {}): Span => ({
  start: TOKENS[token]!.start,
  end: TOKENS[token]!.end,
  token_start: token,
  token_end: token,
  label,
  ...extra,
});

let view: RenderedView;

async function show(spans: Span[] = [], config: Partial<AppConfig> = {}, props = {}) {
  view = await renderView(PosManualView, { ...SAMPLE, spans } as Task, { ...CONFIG, ...config }, props);
  return { ...view, ...tokenPointer(view.container) };
}

const tags = () =>
  [...view.container.querySelectorAll<HTMLElement>(".prodigy-span")].map(
    (chip) => `${chip.closest("[data-token]")?.getAttribute("data-token")} ${chip.dataset.label}`,
  );
const focusText = () =>
  act(() => (view.container.querySelector(".prodigy-token[tabindex='0']") as HTMLElement).focus());

beforeEach(clearViewState);
afterEach(() => {
  view.unmount();
  cleanup();
});

describe("tags", () => {
  it("come one per token from a drag", async () => {
    const { drag } = await show();
    drag(4, 6);
    expect(view.task().spans).toEqual([tag(4, "NOUN"), tag(5, "NOUN"), tag(6, "NOUN")]);
    expect(tags()).toEqual(["4 NOUN", "5 NOUN", "6 NOUN"]);
  });

  it("come and go with clicks", async () => {
    const { click } = await show();
    view.press("2");
    click(4);
    expect(view.task().spans).toEqual([tag(4, "VERB")]);
    click(4);
    expect(view.task().spans).toEqual([]);
  });

  it("end a double click as a tag with the active label", async () => {
    const { doubleClick } = await show([tag(4, "VERB")]);
    doubleClick(0);
    doubleClick(4);
    expect(view.task().spans).toEqual([tag(0, "NOUN"), tag(4, "NOUN")]);
  });

  it("replace others on the same tokens and keep their keys", async () => {
    const { drag } = await show([tag(4, "VERB", { source: "model" }), tag(9, "ADJ")]);
    drag(4, 5);
    expect(view.task().spans).toEqual([tag(4, "NOUN", { source: "model" }), tag(5, "NOUN"), tag(9, "ADJ")]);
  });

  it("are relabelled by key after alt and click", async () => {
    const { click } = await show([tag(4, "NOUN")]);
    click(4, { altKey: true });
    view.press("2");
    expect(view.task().spans).toEqual([tag(4, "VERB")]);
  });

  it("are set and changed with arrow and number keys alone", async () => {
    await show();
    focusText();
    view.press("2");
    view.press("ArrowRight");
    view.press("3");
    view.press("1");
    expect(view.task().spans).toEqual([tag(0, "VERB"), tag(1, "NOUN")]);
    view.press("Delete");
    expect(view.task().spans).toEqual([tag(0, "VERB")]);
  });

  it("come with a tap, and go with two", async () => {
    const { token } = await show();
    const tap = (target: Element) => {
      fireEvent.pointerDown(target, { button: 0, isPrimary: true, pointerType: "touch" });
      fireEvent.pointerUp(target, { isPrimary: true, pointerType: "touch" });
    };
    tap(token(4));
    expect(view.task().spans).toEqual([tag(4, "NOUN")]);
    tap(token(4));
    expect(view.task().spans).toHaveLength(1);
    tap(token(4));
    expect(view.task().spans).toEqual([]);
  });

  it("stay when they are locked", async () => {
    const locked = tag(4, "VERB", { locked: true });
    const { click, drag } = await show([locked]);
    click(4);
    drag(4, 5);
    expect(view.task().spans).toEqual([locked, tag(5, "NOUN")]);
  });

  it("share the highlight of the theme unless labels have colours", async () => {
    await show([tag(4, "NOUN")]);
    const chip = () => view.container.querySelector<HTMLElement>(".prodigy-span");
    expect(chip()?.style.getPropertyValue("--span-color")).toBe("#ffe184");
    view.unmount();
    await show([tag(4, "NOUN")], { custom_theme: { labels: { NOUN: "#112233" } } });
    expect(chip()?.style.getPropertyValue("--span-color")).toBe("#112233");
  });
});

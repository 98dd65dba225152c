import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderView, tokenPointer, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { tokenize } from "../../text/testTokens";
import type { Relation } from "../shared/arcs/units";
import { clearViewState } from "../shared/viewState";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import DepView from "../dep/DepView";
import { definition as dep } from "../dep/definition";
import { definition } from "./definition";
import { isRtlText, pixels } from "../shared/arcs/arcModel";
import RelationsView from "./RelationsView";
import { waitFor } from "../../testing/waitFor";

const TEXT = "Ada Lovelace wrote the first program";
//            0   1        2     3   4     5
const TASK: Task = { _input_hash: 1, _task_hash: 2, text: TEXT, tokens: tokenize(TEXT) };
const CONFIG: Partial<AppConfig> = { labels: ["AGENT", "OBJECT"], relations_span_labels: ["PERSON", "WORK"] };
let view: RenderedView;

beforeEach(clearViewState);
afterEach(() => {
  view?.unmount();
  cleanup();
});

const show = async (task: Partial<Task> = {}, config: Partial<AppConfig> = {}) => {
  view = await renderView(RelationsView, { ...TASK, ...task }, { ...CONFIG, ...config });
};
const unit = (position: number) => {
  const found = view.container.querySelector<HTMLElement>(`[data-unit="${position}"]`);
  if (!found) throw new Error(`No unit ${position}`);
  return found;
};
const click = (position: number, options: MouseEventInit = {}) =>
  fireEvent.click(unit(position), { detail: 1, ...options });
const relations = () => (view.task().relations ?? []) as Relation[];
const pairs = () => relations().map(({ head, child, label }) => [head, child, label]);
const spans = () =>
  (view.task().spans ?? []).map(({ token_start, token_end, label }) => [token_start, token_end, label]);
const chip = (index: number) =>
  view.container.querySelector<HTMLElement>(`.prodigy-relation-label[data-relation="${index}"]`)!;

describe("relation mode", () => {
  it("relates the first unit to the second", async () => {
    await show();
    click(2);
    expect(unit(2).getAttribute("aria-pressed")).toBe("true");
    click(0);
    expect(pairs()).toEqual([[2, 0, "AGENT"]]);
    expect(relations()[0]?.color).toBe("#c5bdf4");
    expect(view.task()).not.toHaveProperty("spans");
    expect(unit(2).getAttribute("aria-pressed")).toBe("false");
  });

  it("cancels when the head is clicked again", async () => {
    await show();
    click(2);
    click(2);
    click(0);
    expect(pairs()).toEqual([]);
    expect(unit(0).getAttribute("aria-pressed")).toBe("true");
  });

  it("relates a unit to itself with shift", async () => {
    await show();
    click(2);
    click(2, { shiftKey: true });
    expect(pairs()).toEqual([[2, 2, "AGENT"]]);
  });

  it("drops the head with escape", async () => {
    await show();
    click(2);
    view.press("Escape");
    click(0);
    expect(pairs()).toEqual([]);
  });

  it("uses the label of the number key", async () => {
    await show();
    view.press("2");
    click(2);
    click(5);
    expect(pairs()).toEqual([[2, 5, "OBJECT"]]);
  });

  it("takes a span as one node", async () => {
    await show({ spans: [{ start: 0, end: 12, token_start: 0, token_end: 1, label: "PERSON" }] });
    click(2);
    fireEvent.click(view.container.querySelector('[data-token="1"]')!, { detail: 1 });
    expect(pairs()).toEqual([[2, 1, "AGENT"]]);
    expect(relations()[0]?.child_span).toMatchObject({ token_start: 0, token_end: 1, label: "PERSON" });
  });

  it("does nothing on disabled tokens", async () => {
    await show({ tokens: TASK.tokens!.map((token) => ({ ...token, disabled: token.id === 3 })) });
    click(3);
    click(0);
    expect(pairs()).toEqual([]);
    expect(unit(3).getAttribute("role")).toBeNull();
  });

  it("selects an arc by click and deletes it by a second one", async () => {
    await show({ relations: [{ head: 2, child: 0, label: "AGENT" }] });
    fireEvent.click(chip(0), { detail: 1 });
    expect(chip(0).className).toContain("prodigy-relation-selected");
    fireEvent.click(chip(0), { detail: 1 });
    expect(pairs()).toEqual([]);
  });

  it("deletes by the × and by keys", async () => {
    await show({
      relations: [
        { head: 2, child: 0, label: "AGENT" },
        { head: 2, child: 5, label: "AGENT" },
      ],
    });
    fireEvent.click(chip(0), { detail: 1 });
    fireEvent.click(view.container.querySelector("[data-relation-remove]")!, { detail: 1 });
    expect(pairs()).toEqual([[2, 5, "AGENT"]]);
    fireEvent.click(chip(0), { detail: 1 });
    view.press("Backspace");
    expect(pairs()).toEqual([]);
  });

  it("relabels the selected arc", async () => {
    await show({ relations: [{ head: 2, child: 0, label: "AGENT", score: 1 }] });
    fireEvent.click(chip(0), { detail: 1 });
    view.press("2");
    expect(relations()[0]).toMatchObject({ label: "OBJECT", score: 1 });
    expect(chip(0).className).toContain("prodigy-relation-selected");
  });

  it("resets relations and spans", async () => {
    const before = [{ head: 2, child: 0, label: "AGENT" }];
    await show({ relations: before });
    click(2);
    click(5);
    view.press("q");
    expect(view.task().relations).toEqual(before);
    expect(view.task()).not.toHaveProperty("spans");
  });

  it("does not make the child of a new relation a head by a hasty double click", async () => {
    await show();
    click(2);
    click(0);
    click(0, { detail: 2 });
    expect(pairs()).toEqual([[2, 0, "AGENT"]]);
    expect(unit(0).getAttribute("aria-pressed")).toBe("false");
  });
});

describe("span mode", () => {
  it("exists only with labels for spans", async () => {
    await show({}, { relations_span_labels: [] });
    view.press("s");
    click(2);
    click(0);
    expect(pairs()).toHaveLength(1);
    expect(view.container.querySelector(".prodigy-mode-switch")).toBeNull();
  });

  it("changes the labels on offer", async () => {
    await show();
    view.press("s");
    expect(
      [...view.container.querySelectorAll("[data-prodigy-label]")].map((label) =>
        label.getAttribute("data-prodigy-label"),
      ),
    ).toEqual(["PERSON", "WORK"]);
    view.press("r");
    expect(view.container.querySelector('[data-prodigy-label="AGENT"]')).not.toBeNull();
  });

  it("makes a token a span by click, and several by dragging", async () => {
    await show();
    view.press("s");
    const pointer = tokenPointer(view.container);
    pointer.click(5);
    pointer.drag(0, 1);
    expect(spans()).toEqual([
      [0, 1, "PERSON"],
      [5, 5, "PERSON"],
    ]);
    expect(view.task().spans?.[0]).toMatchObject({ text: "Ada Lovelace", type: "span" });
  });

  it("makes several tokens a span with shift on the first and the last one", async () => {
    await show();
    view.press("s");
    const pointer = tokenPointer(view.container);
    pointer.click(5, { shiftKey: true });
    expect(spans()).toEqual([]);
    pointer.click(3, { shiftKey: true });
    expect(spans()).toEqual([[3, 5, "PERSON"]]);
  });

  it("selects a span by click, relabels and deletes it with its relations", async () => {
    await show({
      spans: [{ start: 0, end: 12, token_start: 0, token_end: 1, label: "PERSON" }],
      relations: [{ head: 2, child: 1, label: "AGENT" }],
    });
    view.press("s");
    tokenPointer(view.container).click(1);
    view.press("2");
    expect(spans()).toEqual([[0, 1, "WORK"]]);
    expect(relations()[0]?.child_span?.label).toBe("WORK");
    view.press("d");
    expect([spans(), pairs()]).toEqual([[], []]);
    expect(view.updates).toHaveLength(2);
  });

  it("works with a finger", async () => {
    await show();
    view.press("s");
    tokenPointer(view.container, "touch").click(2);
    expect(spans()).toEqual([[2, 2, "PERSON"]]);
  });
});

describe("the keyboard", () => {
  it("has one unit in the order of tabs, and moves it with arrows", async () => {
    await show();
    expect(view.container.querySelectorAll('[data-unit][tabindex="0"]')).toHaveLength(1);
    act(() => unit(0).focus());
    view.press("ArrowRight");
    expect(document.activeElement).toBe(unit(1));
    view.press("End");
    expect(document.activeElement).toBe(unit(5));
  });

  it("skips units that can't be chosen", async () => {
    await show({ tokens: TASK.tokens!.map((token) => ({ ...token, disabled: token.id === 1 })) });
    act(() => unit(0).focus());
    view.press("ArrowRight");
    expect(document.activeElement).toBe(unit(2));
  });

  it("relates with enter on the head and enter on the child", async () => {
    await show();
    act(() => unit(0).focus());
    view.press("Enter");
    view.press("ArrowRight");
    view.press("ArrowRight");
    view.press("Enter");
    expect(pairs()).toEqual([[0, 2, "AGENT"]]);
  });

  it("relates a unit to itself with shift and enter", async () => {
    await show();
    act(() => unit(0).focus());
    view.press("Enter");
    view.press("Enter", { shiftKey: true });
    expect(pairs()).toEqual([[0, 0, "AGENT"]]);
  });

  it("marks a span over a selection, and keeps the focus", async () => {
    await show();
    view.press("s");
    act(() => unit(3).focus());
    view.press("ArrowRight", { shiftKey: true });
    view.press("ArrowRight", { shiftKey: true });
    view.press("Enter");
    expect(spans()).toEqual([[3, 5, "PERSON"]]);
    expect(document.activeElement).toBe(unit(3));
    view.press("Enter");
    view.press("Delete");
    expect(spans()).toEqual([]);
  });
});

describe("the table", () => {
  it("relabels and deletes", async () => {
    await show({
      relations: [
        { head: 2, child: 0, label: "AGENT" },
        { head: 2, child: 5, label: "AGENT" },
      ],
    });
    const details = view.container.querySelector("details")!;
    act(() => {
      details.open = true;
      details.dispatchEvent(new Event("toggle"));
    });
    const rows = () => [...view.container.querySelectorAll("tbody tr")];
    expect(rows().map((row) => row.firstElementChild?.textContent)).toEqual(["wrote", "wrote"]);
    fireEvent.change(rows()[1]!.querySelector("select")!, { target: { value: "OBJECT" } });
    expect(pairs()).toEqual([
      [2, 0, "AGENT"],
      [2, 5, "OBJECT"],
    ]);
    fireEvent.click(rows()[0]!.querySelector("button")!);
    expect(pairs()).toEqual([[2, 5, "OBJECT"]]);
  });
});

describe("drawing", () => {
  it("has an arrow at the child, unless it is switched off", async () => {
    const task = { relations: [{ head: 2, child: 0, label: "AGENT" }] };
    await show(task);
    expect(view.container.querySelectorAll(".prodigy-relation-arrow")).toHaveLength(1);
    view.unmount();
    cleanup();
    await show(task, { hide_arrow_heads: true });
    expect(view.container.querySelectorAll(".prodigy-relation-arrow")).toHaveLength(0);
  });

  it("says what can't be shown", async () => {
    await show({ spans: [{ start: 1, end: 2, label: "X" }], relations: [{ head: 0, child: 77, label: "X" }] });
    expect(view.container.querySelectorAll(".prodigy-notice")).toHaveLength(2);
    expect(view.task().relations).toHaveLength(1);
  });

  it("only shows when it is read-only", async () => {
    view = await renderView(RelationsView, SAMPLES.relations!.task, SAMPLES.relations!.config, { readOnly: true });
    expect(view.container.querySelector(".prodigy-label-bar")).toBeNull();
    expect(view.container.querySelectorAll(".prodigy-relation")).toHaveLength(2);
    view.press("q");
    fireEvent.click(view.container.querySelector("[data-unit]")!, { detail: 1 });
    expect(view.updates).toEqual([]);
  });

  it("shows the relation that a click would make", async () => {
    await show();
    const ghost = () => view.container.querySelector(".prodigy-arc-ghost");
    const hover = (position: number) => fireEvent.pointerOver(unit(position), { pointerType: "mouse" });
    hover(0);
    await new Promise((done) => setTimeout(done, 120));
    expect(ghost()).toBeNull();
    click(2);
    await waitFor(() => expect(ghost()).not.toBeNull());
    hover(2);
    await waitFor(() => expect(ghost()).toBeNull());
    hover(4);
    await waitFor(() => expect(ghost()).not.toBeNull());
    click(4);
    expect(pairs()).toEqual([[2, 4, "AGENT"]]);
    expect(ghost()).toBeNull();
  });

  it("draws the text larger and smaller", async () => {
    await show();
    const slider = screen.getByRole("slider", { name: "Zoom" });
    view.press("z");
    expect(document.activeElement).toBe(slider);
    fireEvent.change(slider, { target: { value: "0.7" } });
    expect((view.container.querySelector(".prodigy-arcs") as HTMLElement).style.getPropertyValue("zoom")).toBe("0.7");
    expect(slider.getAttribute("aria-valuetext")).toBe("70 %");
    fireEvent.doubleClick(slider);
    expect((view.container.querySelector(".prodigy-arcs") as HTMLElement).style.getPropertyValue("zoom")).toBe("");
  });

  it("turns the wrap on and off at run time", async () => {
    await show();
    const before = view.container.querySelector(".prodigy-arcs-wrapped") !== null;
    view.press("w");
    expect(view.container.querySelector(".prodigy-arcs-wrapped") !== null).toBe(!before);
  });
});

describe("definition", () => {
  it("names what is missing", () => {
    const config = {} as AppConfig;
    expect(definition.requires({ ...TASK, tokens: undefined as never }, config)).toBe("tokens");
    expect(definition.requires(TASK, config)).toBeNull();
    expect(dep.requires(TASK, config)).toBe("relations");
  });

  it("finishes relations once the view is there", async () => {
    await definition.load();
    const task = definition.finish?.({ ...TASK, relations: [{ head: 2, child: 0, label: "AGENT" }] });
    expect((task?.relations as Relation[])[0]?.head_span).toMatchObject({ token_start: 2, label: null });
    expect(definition.finish?.(TASK)).toBe(TASK);
  });
});

describe("dep", () => {
  it("draws the one arc of the older form", async () => {
    view = await renderView(DepView, SAMPLES.dep!.task);
    expect(view.container.querySelector(".prodigy-relation-label")?.textContent).toBe("nsubj");
    expect(view.container.querySelector("li")?.textContent).toBe("needs – nsubj → Uber");
  });

  it("draws several relations and can't be edited", async () => {
    const { arc: _, ...task } = SAMPLES.dep!.task;
    view = await renderView(DepView, {
      ...task,
      relations: [
        { head: 1, child: 0, label: "a" },
        { head: 1, child: 1, label: "ROOT" },
      ],
    } as Task);
    expect(view.container.querySelectorAll(".prodigy-relation")).toHaveLength(2);
    expect(view.container.querySelector("[data-unit][role]")).toBeNull();
  });
});

describe("helpers", () => {
  it("finds the direction of a text", () => {
    expect(isRtlText("“עדה” wrote", {})).toBe(true);
    expect(isRtlText("Ada עדה", {})).toBe(false);
    expect(isRtlText("Ada", { writing_dir: "rtl" })).toBe(true);
    expect(isRtlText(undefined, {})).toBe(false);
  });

  it("reads sizes of the theme", () => {
    expect([pixels(80, 1), pixels("120px", 1), pixels("auto", 325)]).toEqual([80, 120, 325]);
  });
});

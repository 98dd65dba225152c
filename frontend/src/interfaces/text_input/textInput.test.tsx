import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { flushInputs } from "../../model/pendingInputs";
import { renderView, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { isSharedField, matchSuggestions, readField } from "./model";
import { fieldText } from "../shared/useField";
import TextInputView from "./TextInputView";

const { task: TASK, config: CONFIG } = SAMPLES.text_input!;
let view: RenderedView;
afterEach(() => {
  vi.useRealTimers();
  view?.unmount();
  cleanup();
});

async function show(config: Partial<AppConfig> = {}, task: Partial<Task> = {}, props = {}) {
  view = await renderView(TextInputView, { ...TASK, ...task }, config, props);
  return view;
}

const field = (id = "user_input") => document.getElementById(id) as HTMLInputElement;
/** As a browser does it, or custom code: the value is there, then the event comes. */
const type = (text: string, element: HTMLInputElement = field()) => {
  element.value = text;
  fireEvent(element, new Event("input", { bubbles: true }));
};
const options = () => screen.queryAllByRole("option").map((option) => option.textContent);

describe("the text", () => {
  it("goes to the task a moment later", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await show();
    type("a");
    type("ab");
    expect(view.updates).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(view.updates).toEqual([{ user_input: "ab" }]);
  });

  it("goes to the task at once before an answer, and when the field is left", async () => {
    await show();
    type("a");
    flushInputs();
    expect(view.task().user_input).toBe("a");
    type("b");
    fireEvent.blur(field());
    expect(view.task().user_input).toBe("b");
  });

  it("has no key while the field is untouched", async () => {
    await show();
    fireEvent.focus(field());
    fireEvent.blur(field());
    flushInputs();
    expect("user_input" in view.task()).toBe(false);
  });

  it("is empty, not absent, after it was cleared", async () => {
    await show({}, { user_input: "old" });
    expect(field().value).toBe("old");
    type("");
    flushInputs();
    expect(view.task().user_input).toBe("");
  });

  it("follows changes from elsewhere, such as an undone edit", async () => {
    await show();
    type("a");
    flushInputs();
    view.change({ user_input: "other" });
    expect(field().value).toBe("other");
    view.change({ user_input: undefined });
    expect(field().value).toBe("");
    flushInputs();
    expect("user_input" in view.task()).toBe(false);
  });

  it("is one step to undo while it is typed in one go", async () => {
    const steps: (boolean | undefined)[] = [];
    await show({}, {}, { update: (_: unknown, options?: { undoable?: boolean }) => steps.push(options?.undoable) });
    for (const text of ["a", "ab", "abc"]) {
      type(text);
      flushInputs();
    }
    fireEvent.blur(field());
    type("abcd");
    flushInputs();
    expect(steps).toEqual([true, false, false, true]);
  });

  it("is announced to custom code", async () => {
    const heard = vi.fn();
    document.addEventListener("prodigyinput", (event) => heard((event as CustomEvent).detail), { once: true });
    await show({ field_id: "why" });
    type("because", field("why"));
    expect(heard).toHaveBeenCalledWith({ field_id: "why", value: "because" });
  });
});

describe("settings", () => {
  it("name the field", async () => {
    await show({ field_id: "why", field_label: "Why?", field_placeholder: "Because…" });
    expect(screen.getByLabelText("Why?")).toBe(field("why"));
    expect(field("why").placeholder).toBe("Because…");
  });

  it("make it larger", async () => {
    await show({ field_rows: 3 });
    expect(field().tagName).toBe("TEXTAREA");
    expect(field().getAttribute("rows")).toBe("3");
    view.unmount();
    await show({ field_rows: 1 });
    expect(field().tagName).toBe("INPUT");
  });

  it("focus it, behind what is there", async () => {
    await show({ field_autofocus: true }, { user_input: "abc" });
    expect(document.activeElement).toBe(field());
    expect(field().selectionStart).toBe(3);
    view.unmount();
    await show();
    expect(document.activeElement).toBe(document.body);
  });

  it("can come with the task", () => {
    const config = { field_id: "a", field_label: "A" } as AppConfig;
    expect(readField({ ...TASK, field_label: "Mine" }, config)).toMatchObject({ id: "a", label: "Mine", rows: 1 });
  });

  it("offer characters that are inserted at the cursor", async () => {
    await show({ field_characters: ["é", "ø"] }, { user_input: "caf!" });
    field().focus();
    field().setSelectionRange(3, 3);
    fireEvent.click(screen.getByRole("button", { name: "é" }));
    flushInputs();
    expect(view.task().user_input).toBe("café!");
    expect(field().selectionStart).toBe(4);
  });

  it("are wrong when two blocks write to the same key", async () => {
    const blocks = [{ view_id: "text_input" }, { view_id: "text_input", field_id: "user_input" }];
    expect(isSharedField("user_input", { blocks })).toBe(true);
    expect(isSharedField("user_input", { blocks: blocks.slice(1) })).toBe(false);
    await show({ blocks });
    expect(screen.getByText(/Several fields write to/)).toBeTruthy();
  });

  it("can forbid to type", async () => {
    await show({ field_suggestions: ["a"], field_characters: ["é"] }, {}, { readOnly: true });
    expect(field().readOnly).toBe(true);
    expect(screen.queryByRole("button")).toBeNull();
    expect(screen.queryByRole("combobox")).toBeNull();
  });
});

describe("keys", () => {
  it("leave the field with escape, and one row with enter", async () => {
    await show({ field_autofocus: true });
    view.press("Escape");
    expect(document.activeElement).toBe(document.body);
    field().focus();
    view.press("Enter");
    expect(document.activeElement).toBe(document.body);
  });

  it("make a new line in several rows", async () => {
    await show({ field_rows: 2, field_autofocus: true });
    expect(fireEvent.keyDown(field(), { key: "Enter" })).toBe(true);
    expect(document.activeElement).toBe(field());
  });

  it("leave those of an input method alone", async () => {
    await show({ field_autofocus: true });
    fireEvent.keyDown(field(), { key: "Enter", isComposing: true });
    expect(document.activeElement).toBe(field());
  });
});

describe("suggestions", () => {
  const city = () => field("city");

  it("begin with what was typed, or have a word that does", () => {
    const all = ["New York", "Yorkshire", "Boston", "Zürich", "København"];
    expect(matchSuggestions(all, "york")).toEqual(["Yorkshire", "New York"]);
    expect(matchSuggestions(all, "zur")).toEqual(["Zürich"]);
    expect(matchSuggestions(all, " ")).toEqual(all);
    expect(matchSuggestions(all, "q")).toEqual([]);
  });

  it("are offered while typing and taken over with enter", async () => {
    await show(CONFIG);
    city().focus();
    expect(options()).toEqual([]);
    type("ber", city());
    expect(options()).toEqual(["Berlin"]);
    view.press("ArrowDown");
    expect(city().getAttribute("aria-activedescendant")).toBe(screen.getByRole("option").id);
    view.press("Enter");
    flushInputs();
    expect(view.task().city).toBe("Berlin");
    expect(document.activeElement).toBe(city());
    expect(options()).toEqual([]);
  });

  it("are taken over with a click", async () => {
    await show(CONFIG);
    city().focus();
    fireEvent.mouseDown(city());
    fireEvent.click(screen.getByRole("option", { name: "London" }));
    flushInputs();
    expect(view.task().city).toBe("London");
  });

  it("don't keep anybody from typing something else", async () => {
    await show(CONFIG);
    city().focus();
    type("Ber", city());
    view.press("Enter");
    expect(view.task().city).toBe("Ber");
    expect(document.activeElement).toBe(document.body);
  });

  it("close with escape before the field is left", async () => {
    await show(CONFIG);
    city().focus();
    type("b", city());
    view.press("Escape");
    expect(options()).toEqual([]);
    expect(document.activeElement).toBe(city());
    view.press("Escape");
    expect(document.activeElement).toBe(document.body);
  });

  it("are for one row only", async () => {
    await show({ ...CONFIG, field_rows: 2 });
    expect(screen.queryByRole("combobox")).toBeNull();
  });
});

describe("fieldText", () => {
  it.each([
    ["text", "text"],
    [3, "3"],
    [null, ""],
    [undefined, ""],
    [{ a: 1 }, '{"a":1}'],
  ])("shows %j as %j", (value, expected) => expect(fieldText(value)).toBe(expected));
});

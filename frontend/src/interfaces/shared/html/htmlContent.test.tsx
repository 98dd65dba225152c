import { act, cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { makeTranslate } from "../../../i18n";
import en from "../../../i18n/en.json";
import type { AppConfig } from "../../../model/config";
import { checkInputs } from "../../../model/pendingInputs";
import { resolveTheme } from "../../../theme";
import HtmlContent from "./HtmlContent";
import type { MarkupTask } from "./markup";

const theme = resolveTheme({});
const t = makeTranslate("en", en);
const update = vi.fn();
const TEMPLATE = '<input data-prodigy-field="name"><input type="checkbox" data-prodigy-field="ok">{{text}}';

/** Draws it, and gives the function that draws it again with another task or other settings. */
function show(task: MarkupTask, config: Partial<AppConfig> = {}, isEditable = true) {
  const element = (shown: MarkupTask, settings: Partial<AppConfig>) => (
    <HtmlContent {...{ theme, t }} task={shown} config={settings as AppConfig} {...(isEditable && { update })} />
  );
  const { container, rerender } = render(element(task, config));
  return {
    box: container.firstElementChild as HTMLElement,
    find: (selector: string) => container.querySelector<HTMLInputElement>(selector)!,
    again: (next: MarkupTask, settings = config) => rerender(element(next, settings)),
  };
}

function type(field: HTMLInputElement, value: string, event = "input") {
  field.value = value;
  fireEvent(field, new Event(event, { bubbles: true }));
}

afterEach(() => {
  cleanup();
  update.mockClear();
});

describe("markup on a card", () => {
  it("says what is wrong with a template", () => {
    const { box } = show({ text: "x" }, { html_template: "{{#open}}" });
    expect(box.textContent).toContain(en.template_failed);
  });

  it("is read like a page when it is long, whatever its tags take", () => {
    expect(show({ html: "<b>short</b>" }).box.className).not.toContain("prodigy-html-long");
    expect(show({ html: `<b title="${"x".repeat(400)}">short</b>` }).box.className).not.toContain("long");
    expect(show({ html: "word ".repeat(80) }).box.className).toContain("prodigy-html-long");
  });

  it("is only replaced when it is another one, so that widgets in it live on", () => {
    const { find, again } = show({ _task_hash: 1, html: "<input id=own>" });
    const own = find("#own");
    own.value = "typed";
    again({ _task_hash: 1, html: "<input id=own>", note: "new" });
    expect(find("#own")).toBe(own);
    again({ _task_hash: 2, html: "<input id=own>" });
    expect(find("#own").value).toBe("");
  });
});

describe("bound fields", () => {
  it("show the task, and write what is typed; all of it is one step to take back", () => {
    const { find } = show({ text: "x", name: "Ada" }, { html_template: TEMPLATE });
    const field = find("[data-prodigy-field=name]");
    expect(field.value).toBe("Ada");
    type(field, "Ada L");
    type(field, "Ada Lo");
    fireEvent.focusOut(field);
    type(field, "Ada Lov");
    expect(update.mock.calls.map(([patch, options]) => [patch.name, options.undoable])).toEqual([
      ["Ada L", true],
      ["Ada Lo", false],
      ["Ada Lov", true],
    ]);
  });

  it("follow the task, as after undo", () => {
    const { find, again } = show({ text: "x", name: "Ada", ok: true }, { html_template: TEMPLATE });
    again({ text: "x" });
    expect([find("[data-prodigy-field=name]").value, find("[data-prodigy-field=ok]").checked]).toEqual(["", false]);
  });

  it("write nothing where nothing may be edited, or without the attribute", () => {
    const still = show({ text: "x" }, { html_template: TEMPLATE }, false);
    type(still.find("[data-prodigy-field=name]"), "Ada");
    const { find } = show({ text: "x" }, { html_template: "<input id=free>" });
    type(find("#free"), "Ada", "change");
    expect(update).not.toHaveBeenCalled();
  });

  it("hold an answer back until they are filled in, as long as they are there", () => {
    const { find, again } = show({ text: "x" }, { html_template: '<input required data-prodigy-field="name">' });
    const field = find("input");
    field.getClientRects = () => [new DOMRect(0, 0, 1, 1)] as unknown as DOMRectList;
    expect(checkInputs()).toEqual(["fields_invalid"]);
    field.value = "Ada";
    expect(checkInputs()).toEqual([]);
    field.value = "";
    act(() => again({ text: "x" }, { html_template: "{{#broken}}" }));
    expect(checkInputs()).toEqual([]);
  });
});

import { beforeEach, describe, expect, it, vi } from "vitest";
import { boundControl, checkFields, readField, writeFields } from "./fields";

let root: HTMLElement;

function show(html: string) {
  root.innerHTML = html;
  // jsdom has no layout.
  for (const element of root.querySelectorAll("*")) {
    element.getClientRects = () => [new DOMRect(0, 0, 1, 1)] as unknown as DOMRectList;
  }
}

const find = (selector: string) => root.querySelector(selector) as HTMLInputElement;
const read = (selector: string) => readField(root, find(selector));

beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
});

const RADIOS =
  "<input type=radio name=r data-prodigy-field=size value=S><input type=radio name=r data-prodigy-field=size value=L>";
const BOXES =
  "<input type=checkbox data-prodigy-field=tags value=a><input type=checkbox data-prodigy-field=tags value=b>";
const SELECT = "<select multiple data-prodigy-field=many><option>x</option><option>y</option></select>";

describe("fields", () => {
  it.each<[string, string, Record<string, unknown>]>([
    ["text", "<input data-prodigy-field=name>", { name: "Ada" }],
    ["long text", "<textarea data-prodigy-field=name></textarea>", { name: "two\nlines" }],
    ["numbers", "<input type=number data-prodigy-field=n>", { n: 0 }],
    ["sliders", "<input type=range min=0 max=10 data-prodigy-field=n>", { n: 7 }],
    ["one checkbox", "<input type=checkbox data-prodigy-field=yes>", { yes: true }],
    ["several checkboxes", BOXES, { tags: ["b"] }],
    ["radio buttons", RADIOS, { size: "L" }],
    ["lists", "<select data-prodigy-field=one><option></option><option>x</option></select>", { one: "x" }],
    ["lists for several", SELECT, { many: ["x", "y"] }],
  ])("%s show the value of the task and give it back", (_, html, task) => {
    show(html);
    writeFields(root, task);
    const [key] = Object.keys(task);
    expect(readField(root, find(`[data-prodigy-field=${key}]`))).toEqual([key, task[key as string]]);
  });

  it("are empty without a value, and then have no key", () => {
    show(`<input data-prodigy-field=name>${RADIOS}${BOXES}<input type=number data-prodigy-field=n>`);
    writeFields(root, { name: "Ada", size: "S", tags: ["a"], n: 3 });
    writeFields(root, {});
    for (const key of ["name", "size", "tags", "n"])
      expect(read(`[data-prodigy-field=${key}]`)).toEqual([key, undefined]);
  });

  it("go back to the defaults of the template", () => {
    show("<input data-prodigy-field=name value=Bob><input type=checkbox checked data-prodigy-field=yes>");
    writeFields(root, { name: "Ada", yes: false });
    writeFields(root, {});
    expect([find("[value=Bob]").value, find("[checked]").checked]).toEqual(["Bob", true]);
  });

  it("leave what is typed alone when it is in the task already", () => {
    show("<input data-prodigy-field=name>");
    find("input").value = "Ada";
    const set = vi.spyOn(HTMLInputElement.prototype, "value", "set");
    writeFields(root, { name: "Ada" });
    expect(set).not.toHaveBeenCalled();
  });

  it("are only those with the attribute", () => {
    show("<input id=other><input data-prodigy-field=name>");
    expect(boundControl(find("#other"))).toBeNull();
    expect(boundControl(find("[data-prodigy-field]"))).toBe(find("[data-prodigy-field]"));
  });

  it("must be filled in as the template says", () => {
    show("<input required data-prodigy-field=name><input required>");
    expect(checkFields(root)).toBe(false);
    expect(find("input").hasAttribute("data-prodigy-invalid")).toBe(true);
    find("input").value = "Ada";
    expect(checkFields(root)).toBe(true);
    expect(find("input").hasAttribute("data-prodigy-invalid")).toBe(false);
  });
});

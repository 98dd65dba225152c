import { cleanup } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderView, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import ClassificationView from "../classification/ClassificationView";
import HtmlView from "../html/HtmlView";
import NerView from "../ner/NerView";
import TextView from "../text/TextView";
import { contentKind } from "./contentKind";
import { pickLabel } from "./activeLabel";
import { offeredLabels } from "./labels";

let view: RenderedView;
afterEach(() => {
  view?.unmount();
  cleanup();
});

describe("the text view", () => {
  it("shows plain text and no label", async () => {
    view = await renderView(TextView, { ...SAMPLES.text!.task, text: "<b>a</b>\n b", label: "L" });
    expect(view.container.textContent).toBe("<b>a</b>\n b");
    expect(view.container.querySelector(".prodigy-content > .prodigy-text-large")).not.toBeNull();
  });
});

describe("the ner view", () => {
  const { task } = SAMPLES.ner!;

  it("marks spans by code points", async () => {
    view = await renderView(NerView, { ...task, text: "😀 Apple", spans: [{ start: 2, end: 7, label: "ORG" }] });
    expect(view.container.querySelector("mark")?.firstChild?.textContent).toBe("Apple");
    expect(view.container.querySelector("mark .prodigy-span-label")?.textContent).toBe("ORG");
  });

  it("only highlights a span without a label", async () => {
    view = await renderView(NerView, { ...task, spans: [{ start: 0, end: 5 }] });
    expect(view.container.querySelector("mark")?.textContent).toBe("Apple");
  });

  it("keeps the longest of overlapping spans and says so", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const spans = [
      { start: 0, end: 5, label: "A" },
      { start: 0, end: 13, label: "B" },
    ];
    view = await renderView(NerView, { ...task, spans });
    expect([...view.container.querySelectorAll("mark")].map((mark) => mark.dataset.label)).toEqual(["B"]);
    expect(warn).toHaveBeenCalledOnce();
  });

  it("prefers the colour of the span to that of its label", async () => {
    const spans = [{ start: 0, end: 5, label: "A", color: "#000000" }];
    view = await renderView(NerView, { ...task, spans }, { custom_theme: { labels: { A: "#ffffff" } } });
    expect(view.container.querySelector("mark")?.getAttribute("style")).toContain("--span-color: #000000");
  });
});

describe("the classification view", () => {
  const { task } = SAMPLES.classification!;

  it("has a title with the label", async () => {
    view = await renderView(ClassificationView, task);
    expect(view.container.querySelector(".prodigy-title-wrapper > .prodigy-title")?.textContent).toBe("Technology");
  });

  it("has no title without a label", async () => {
    const { label: _, ...rest } = task;
    view = await renderView(ClassificationView, rest as typeof task);
    expect(view.container.querySelector(".prodigy-title-wrapper")).toBeNull();
  });
});

describe("the html view", () => {
  it("does not run scripts", async () => {
    view = await renderView(HtmlView, { ...SAMPLES.html!.task, html: "<script>window.ran = true</script><i>x</i>" });
    expect(view.container.querySelector(".prodigy-content i")).not.toBeNull();
    expect("ran" in window).toBe(false);
  });

  it("replaces the markup only when it or the task changes", async () => {
    view = await renderView(HtmlView, { ...SAMPLES.html!.task, html: "<i>x</i>" });
    const before = view.container.querySelector("i");
    view.change({ note: 1 });
    expect(view.container.querySelector("i")).toBe(before);
    view.change({ _task_hash: 1 });
    expect(view.container.querySelector("i")).not.toBe(before);
    view.change({ html: "<b>y</b>" });
    expect(view.container.querySelector("b")).not.toBeNull();
  });

  it("shows what is wrong with a template instead of failing", async () => {
    view = await renderView(HtmlView, SAMPLES.html!.task, { html_template: "{{#open}}" });
    expect(view.container.textContent).toContain("open");
  });
});

describe("contentKind", () => {
  it.each([
    [{ image: "a", html: "b", text: "c" }, {}, "image"],
    [{ text: "c" }, { html_template: "x" }, "html"],
    [{ html: "b", text: "c" }, {}, "html"],
    [{ text: "c", audio: "d" }, {}, "audio"],
    [{ text: "c", audio: "d", video: "e" }, {}, "video"],
    [{ audio: "d" }, {}, "audio"],
    [{}, {}, null],
  ])("%j with %j", (task, config, kind) => {
    expect(contentKind(task, config)).toBe(kind);
  });

  it("is the text of an option, which is what is chosen", () => {
    expect(contentKind({ text: "c", audio: "d" }, {}, true)).toBe("text");
  });
});

describe("labels", () => {
  it("come from the settings, else from the data", () => {
    const spans = [
      { start: 0, end: 1, label: "B" },
      { start: 1, end: 2, label: "A" },
      { start: 2, end: 3, label: "B" },
    ];
    expect(offeredLabels({ labels: ["X"] }, spans)).toEqual(["X"]);
    expect(offeredLabels({ labels: [] }, spans)).toEqual(["B", "A"]);
  });

  it.each([
    ["B", ["A", "B"], "keep", "B"],
    ["Z", ["A", "B"], "keep", "A"],
    [null, ["A"], "none", null],
    ["A", [], "keep", null],
  ] as const)("remembered %s of %j", (remembered, labels, reset, active) => {
    expect(pickLabel(remembered, labels, reset)).toBe(active);
  });
});

import { cleanup } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { renderView, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { random, randomText } from "../../text/testTokens";
import type { Task } from "../../model/task";
import DiffView from "./DiffView";
import { diffTextParts, splitUnits, type DiffStyle } from "../shared/diffParts";
import { diffTexts } from "./diffTexts";
import { missingText } from "./texts";

const STYLES: DiffStyle[] = ["words", "chars", "sentences"];
const brief = (removed: string, added: string, style: DiffStyle) =>
  diffTextParts(removed, added, style)
    .map(({ kind, text }) => ({ same: text, removed: `[-${text}-]`, added: `[+${text}+]` })[kind])
    .join("");
const asTask = (content: object) => ({ _input_hash: 1, _task_hash: 2, ...content }) as unknown as Task;

describe("diffTextParts", () => {
  it("compares words", () => {
    expect(brief("The cat sat.", "The dog sat!", "words")).toBe("The [-cat-][+dog+] sat[-.-][+!+]");
  });

  it("joins changes with nothing but a space between", () => {
    expect(brief("look in to it", "look into it", "words")).toBe("look [-in to-][+into+] it");
    expect(brief("one two three", "uno dos three", "words")).toBe("[-one two-][+uno dos+] three");
  });

  it("compares characters as people see them", () => {
    expect(brief("color", "colour", "chars")).toBe("colo[+u+]r");
    expect(brief("👩‍👩‍👧 cafe", "👩‍👩‍👦 cafe\u0301", "chars")).toBe("[-👩‍👩‍👧-][+👩‍👩‍👦+] caf[-e-][+e\u0301+]");
  });

  it("compares sentences", () => {
    expect(brief("One is. Two is.", "One is. Three is.", "sentences")).toBe("One is. [-Two is.-][+Three is.+]");
  });

  it("shows whitespace that changed", () => {
    expect(brief("a b", "a\nb", "words")).toBe("a[- -][+\n+]b");
  });

  it("finds words in scripts without spaces", () => {
    expect(splitUnits("我喜欢苹果", "words").length).toBeGreaterThan(1);
  });

  it("has nothing to show for two empty texts", () => {
    expect(diffTextParts("", "", "words")).toEqual([]);
    expect(brief("", "new", "words")).toBe("[+new+]");
  });

  it.each(STYLES)("always adds up to both texts: %s", (style) => {
    const next = random(11);
    for (let i = 0; i < 30; i += 1) {
      const [removed, added] = [randomText(next, 12), randomText(next, 12)];
      const parts = diffTextParts(removed, added, style);
      const without = (kind: string) =>
        parts
          .filter((part) => part.kind !== kind)
          .map(({ text }) => text)
          .join("");
      expect([without("added"), without("removed")]).toEqual([removed, added]);
    }
  });

  it("gives up in time on long texts that have nothing in common", () => {
    const words = (letter: string) => Array.from({ length: 4000 }, (_, i) => `${letter}${i}`).join(" ");
    const parts = diffTextParts(words("a"), words("b"), "words");
    expect(parts.map(({ kind }) => kind)).toContain("removed");
  });
});

describe("the data", () => {
  it("comes in two shapes", () => {
    const both = { removed: "old", added: "new" };
    expect(diffTexts(asTask(both))).toEqual(both);
    expect(diffTexts(asTask({ accept: { text: "new" }, reject: { text: "old" } }))).toEqual(both);
    expect(diffTexts(asTask({ accept: { text: "new" } }))).toBeNull();
  });

  it("may be empty, but not missing", () => {
    expect(missingText(asTask({ removed: "", added: "new" }))).toBeNull();
    expect(missingText(asTask({ removed: "old" }))).toBe("added");
    expect(missingText(asTask({ added: "new" }))).toBe("removed");
    expect(missingText(asTask({ accept: { text: "a" } }))).toBe("reject");
    expect(missingText(asTask({ reject: { text: "a" } }))).toBe("accept");
  });
});

describe("the view", () => {
  let view: RenderedView;
  afterEach(() => {
    view.unmount();
    cleanup();
  });
  const texts = (selector: string) =>
    [...view.container.querySelectorAll(`.prodigy-diff ${selector}`)].map((part) => part.textContent);

  it("marks what went and what came", async () => {
    view = await renderView(DiffView, SAMPLES.diff!.task, SAMPLES.diff!.config);
    expect(texts("del").at(-1)).toBe(".");
    expect(texts("ins").at(-1)).toBe("!");
  });

  it("follows diff_style", async () => {
    const task = asTask({ removed: "color", added: "colour" });
    view = await renderView(DiffView, task, { diff_style: "chars" });
    expect(texts("ins")).toEqual(["u"]);
    view.unmount();
    view = await renderView(DiffView, task, {});
    expect(texts("ins")).toEqual(["colour"]);
  });

  it("says so when nothing changed", async () => {
    view = await renderView(DiffView, asTask({ removed: "a", added: "a" }), {});
    expect(view.container.querySelector("[role=status]")?.textContent).toContain("same");
  });

  it("never takes text for markup", async () => {
    view = await renderView(DiffView, asTask({ removed: "<b>a</b>", added: "<i>a</i>" }), {});
    expect(view.container.querySelector("b, i")).toBeNull();
  });
});

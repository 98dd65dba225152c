import { cleanup } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { renderView, type RenderedView } from "../../testing/renderView";
import BlocksView from "../blocks/BlocksView";
import type { Task } from "../../model/task";
import ContextView from "./ContextView";
import { readContext } from "./model";
import { waitFor } from "../../testing/waitFor";

const HASHES = { _input_hash: 1, _task_hash: 1 };
let view: RenderedView;

afterEach(() => {
  view?.unmount();
  cleanup();
});

const show = async (context: unknown) =>
  (view = await renderView(ContextView, { ...HASHES, context } as Task, { sanitize_html: true }));

describe("the context", () => {
  it("is a table when it is a list of rows", async () => {
    await show([
      { name: "Ada", born: 1815 },
      { name: "Charles", died: 1871 },
    ]);
    const cells = [...view.container.querySelectorAll("tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(cells).toEqual([
      ["name", "born", "died"],
      ["Ada", "1815", ""],
      ["Charles", "", "1871"],
    ]);
  });

  it("is names with values when it is an object", async () => {
    await show({ from: "ada@example.org", parts: [1, 2] });
    expect([...view.container.querySelectorAll("dt, dd")].map((e) => e.textContent)).toEqual([
      "from",
      "ada@example.org",
      "parts",
      "[1,2]",
    ]);
  });

  it("is text as it is, and markup without scripts", async () => {
    await show("a < b\nand more");
    expect(view.container.querySelector(".prodigy-context-text")?.textContent).toBe("a < b\nand more");
    view.unmount();
    await show('<b>bold</b><img src="x" onerror="boom()"><script>boom()</script>');
    await waitFor(() => expect(view.container.querySelector("b")?.textContent).toBe("bold"));
    expect(view.container.innerHTML).not.toContain("boom");
  });

  it.each([undefined, null, "", []])("draws nothing for %j", async (context) => {
    await show(context);
    expect(view.container.textContent).toBe("");
  });

  it("may be under another key", () => {
    expect(readContext({ ...HASHES, page: "x" }, { context_key: "page" })).toEqual({ kind: "text", text: "x" });
  });
});

describe("a card with context", () => {
  it("tells the style sheet to put it beside the others", async () => {
    const blocks = [{ view_id: "text" }, { view_id: "context" }];
    view = await renderView(BlocksView, { ...HASHES, text: "Row", context: "Table" }, { blocks, layout: "split" });
    await waitFor(() => expect(view.container.querySelector(".prodigy-context")).not.toBeNull());
    expect(view.container.querySelector(".prodigy-blocks-start")?.getAttribute("data-prodigy-layout")).toBe("split");
    expect([...view.container.children].slice(1).every((child) => child.matches("div.prodigy-block"))).toBe(true);
  });
});

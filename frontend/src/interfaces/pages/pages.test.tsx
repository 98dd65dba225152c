import { act, cleanup, fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderView, tokenPointer, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { clearViewState } from "../shared/viewState";
import { VIEWS } from "../registry";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import type { ViewProps } from "../types";
import type { Page } from "./model";
import PagesView from "./PagesView";
import { waitFor } from "../../testing/waitFor";

const { task: TASK, config: CONFIG } = SAMPLES.pages!;
let view: RenderedView;
beforeEach(clearViewState);
afterEach(() => {
  view?.unmount();
  cleanup();
});

async function settle() {
  await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
  await waitFor(() => {
    if (content().querySelector(".prodigy-block-loading")) throw new Error("still loading");
  });
}
async function show(task: Partial<Task> = {}, config: Partial<AppConfig> = {}) {
  view = await renderView(PagesView, { ...TASK, ...task }, { ...CONFIG, ...config });
  await settle();
}
const content = () => view.container.querySelector<HTMLElement>(".prodigy-page-content")!;
const pages = () => view.task().pages as Page[];
const turn = async (key: string) => {
  act(() => view.press(key));
  await settle();
};
const mounted = () =>
  [...view.container.querySelectorAll<HTMLElement>("[data-prodigy-page]")].map((page) =>
    Number(page.dataset.prodigyPage),
  );
const NER = (TASK.pages as Page[])[0]!;

describe("turning pages", () => {
  it("works with arrows and page keys", async () => {
    await show();
    expect(content().dataset.prodigyPage).toBe("0");
    await turn("ArrowRight");
    expect(content().dataset.prodigyPage).toBe("1");
    await turn("PageDown");
    expect(content().dataset.prodigyPage).toBe("2");
    await turn("PageUp");
    await turn("ArrowLeft");
    await turn("ArrowLeft");
    expect(content().dataset.prodigyPage).toBe("0");
  });

  it("works with the buttons and the list", async () => {
    await show();
    const [previous, next] = [...view.container.querySelectorAll<HTMLButtonElement>(".prodigy-pager button")];
    expect(previous!.disabled).toBe(true);
    fireEvent.click(next!);
    fireEvent.change(view.container.querySelector(".prodigy-pager select")!, { target: { value: "3" } });
    await settle();
    expect(content().textContent).toBe("The end.");
    expect(next!.disabled).toBe(true);
  });

  it("leaves arrows to a token that has the focus", async () => {
    await show();
    act(() => content().querySelector<HTMLElement>('[data-token="0"]')!.focus());
    await turn("ArrowRight");
    expect(content().dataset.prodigyPage).toBe("0");
  });

  it("marks pages that were seen", async () => {
    await show();
    const seen = () => view.container.querySelector(".prodigy-pager-seen")?.textContent;
    expect(seen()).toBe("3 pages not seen yet");
    await turn("ArrowRight");
    await turn("ArrowRight");
    await turn("ArrowRight");
    expect(seen()).toBe("All pages seen");
  });

  it("mounts the page in sight and its neighbours only", async () => {
    await show({ pages: Array.from({ length: 9 }, (_, i) => ({ view_id: "text", text: `Page ${i}` })) });
    for (let i = 0; i < 4; i += 1) await turn("ArrowRight");
    expect(mounted()).toEqual([3, 4, 5]);
    expect(content().textContent).toBe("Page 4");
  });
});

describe("editing", () => {
  it("writes into the page, without hashes", async () => {
    await show();
    tokenPointer(content()).drag(4, 5);
    expect(pages()[0]?.spans).toEqual([{ start: 15, end: 29, token_start: 4, token_end: 5, label: "PERSON" }]);
    expect(pages()[0]).not.toHaveProperty("_task_hash");
    expect(pages()[1]).toBe((TASK.pages as Page[])[1]);
    expect(view.task()).not.toHaveProperty("spans");
  });

  it("hears keys only on the page in sight", async () => {
    await show();
    await turn("ArrowRight");
    act(() => view.press("2"));
    expect(pages()[1]?.accept).toEqual(["POLITICS"]);
    await turn("ArrowLeft");
    act(() => view.press("2"));
    expect(pages()[1]?.accept).toEqual(["POLITICS"]);
    expect(content().querySelector(".prodigy-label-active")?.getAttribute("data-prodigy-label")).toBe("ORG");
  });

  it("keeps the active label from page to page", async () => {
    await show({ pages: [NER, NER] }, { label_reset: "first" });
    act(() => view.press("3"));
    await turn("ArrowRight");
    tokenPointer(content()).drag(0, 0);
    tokenPointer(content()).doubleClick(0);
    expect((pages()[1]?.spans as { label: string }[])[0]?.label).toBe("PRODUCT");
  });

  it("keeps the edits of two pages that come before the next render", async () => {
    const Sizer = ({ update }: ViewProps) => (
      <button type="button" className="sizer" onClick={() => update({ width: 9 })} />
    );
    const views = VIEWS as Record<string, unknown>;
    views.sizer = { id: "sizer", load: async () => ({ default: Sizer }), requires: () => null, isManual: true };
    await show({ pages: [{ view_id: "sizer" }, { view_id: "sizer" }] });
    await waitFor(() => expect(view.container.querySelectorAll(".sizer")).toHaveLength(2));
    act(() => view.container.querySelectorAll<HTMLElement>(".sizer").forEach((button) => button.click()));
    expect(pages().map(({ width }) => width)).toEqual([9, 9]);
    delete views.sizer;
  });

  it("resets one page only", async () => {
    await show({ pages: [NER, NER] });
    tokenPointer(content()).drag(4, 5);
    await turn("ArrowRight");
    tokenPointer(content()).drag(4, 5);
    act(() => view.press("q"));
    expect(pages().map(({ spans }) => (spans as unknown[] | undefined)?.length ?? 0)).toEqual([1, 0]);
  });
});

describe("drawing", () => {
  it("has the blocks of a page as children of its content", async () => {
    await show();
    await turn("ArrowRight");
    await turn("ArrowRight");
    const blocks = [...content().children].filter((child) => child.classList.contains("prodigy-block"));
    expect(blocks.map((block) => block.getAttribute("data-prodigy-view-id"))).toEqual(["ner_manual", "html"]);
    expect(blocks[0]?.querySelector("[data-prodigy-label]")?.getAttribute("data-prodigy-label")).toBe("GENE");
  });

  it("shows the meta of the page", async () => {
    await show();
    await turn("ArrowRight");
    const shown = [...view.container.querySelectorAll<HTMLElement>(".prodigy-meta")].filter(
      (meta) => meta.style.display !== "none",
    );
    expect(shown.map((meta) => meta.textContent)).toEqual(["page: 2"]);
  });

  it("goes on when a page lacks its data or can't be", async () => {
    await show({ pages: [{ view_id: "ner_manual", text: "x" }, { view_id: "pages", pages: [] }, {}] });
    for (let i = 0; i < 3; i += 1) {
      expect(content().querySelector(".prodigy-notice")).not.toBeNull();
      await turn("ArrowRight");
    }
  });
});

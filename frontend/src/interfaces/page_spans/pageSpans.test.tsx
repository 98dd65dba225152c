import { cleanup, fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { renderView, tokenPointer, type RenderedView } from "../../testing/renderView";
import { tokenize } from "../../text/testTokens";
import { clearViewState } from "../shared/viewState";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { definition } from "./definition";
import PageSpansView from "./PageSpansView";

const TEXT = "Ada met Charles Babbage";
const TASK = {
  _input_hash: 1,
  _task_hash: 2,
  text: TEXT,
  tokens: tokenize(TEXT).map((token, i) => ({ ...token, boxes: [[10 + 100 * i, 10, 90, 20]] })),
  image: "data:image/png;base64,AA==",
  width: 500,
  height: 100,
  page: 2,
} as unknown as Task;
const BABBAGE = { start: 8, end: 23, token_start: 2, token_end: 3, label: "PERSON" };

const SETTINGS = { labels: ["PERSON", "ORG"] } as unknown as AppConfig;

let view: RenderedView;
beforeEach(clearViewState);
afterEach(() => {
  // One test draws nothing, and may be the first one.
  (view as RenderedView | undefined)?.unmount();
  cleanup();
});
async function show(task: Partial<Task> = {}, props = {}) {
  view = await renderView(PageSpansView, { ...TASK, ...task }, SETTINGS, props);
  return tokenPointer(view.container);
}
const marks = () => [...view.container.querySelectorAll("mark")];

it("marks words where they stand on the page", async () => {
  const { drag } = await show();
  drag(3, 2);
  expect(view.task().spans).toEqual([BABBAGE]);
  expect(marks().map((mark) => mark.querySelector("bdi")?.textContent)).toEqual(["PERSON"]);
  const box = marks()[0]?.querySelector("i");
  expect(box?.style.cssText).toBe("left: 42%; top: 10%; width: 38%; height: 20%;");
  await definition.load();
  expect(definition.finish?.(view.task()).spans).toEqual([{ ...BABBAGE, page: 2, boxes: [[210, 10, 190, 20]] }]);
});

it("shows the selection while it is made", async () => {
  const { hover } = await show();
  hover(0, 1);
  const selected = view.container.querySelectorAll<HTMLElement>(".prodigy-token-selected");
  expect([...selected].map(({ style }) => style.width)).toEqual(["38%"]);
  expect(view.updates).toEqual([]);
});

it("is done by keys, which also change the label and delete", async () => {
  await show();
  view.container.querySelector<HTMLElement>('.prodigy-token[tabindex="0"]')?.focus();
  view.press("ArrowRight");
  view.press("ArrowRight");
  view.press("ArrowRight", { shiftKey: true });
  view.press("1");
  expect(view.task().spans).toEqual([BABBAGE]);
  view.press("2");
  expect(view.task().spans?.[0]?.label).toBe("ORG");
  view.press("Delete");
  expect(view.task().spans).toEqual([]);
});

it("deletes a span by a click on its words", async () => {
  const { click } = await show({ spans: [BABBAGE] });
  click(3);
  expect(view.task().spans).toEqual([]);
});

it("is drawn larger and smaller", async () => {
  await show();
  const page = view.container.querySelector<HTMLElement>(".prodigy-page");
  expect(page?.style.width).toBe("100%");
  view.press("+");
  expect(page?.style.width).toBe("125%");
  fireEvent.click(view.container.querySelector('[aria-label="Zoom out"]')!);
  expect(page?.style.width).toBe("100%");
});

it("hides labels, which cover words", async () => {
  await show({ spans: [BABBAGE] });
  const frame = view.container.querySelector<HTMLElement>(".prodigy-page-frame");
  expect(frame?.dataset.hidesLabels).toBeUndefined();
  view.press("l");
  expect(frame?.dataset.hidesLabels).toBe("true");
});

it("has no tools for what a picture can't show, and none at all to look at only", async () => {
  await show();
  expect(view.container.querySelector('[aria-label="Show whitespace"]')).toBeNull();
  view.unmount();
  await show({ spans: [BABBAGE] }, { readOnly: true });
  expect(view.container.querySelector("button[data-remove]")).toBeNull();
  expect(view.container.querySelector('[tabindex="0"]')).toBeNull();
});

it("says what is missing", () => {
  expect(definition.requires?.({ ...TASK, image: "" }, SETTINGS)).toBe("image");
  expect(definition.requires?.(TASK, SETTINGS)).toBeNull();
});

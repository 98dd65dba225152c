/** Labels that are numbers: shown and chosen like any other, and numbers they stay. */
import { cleanup, fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { searchLabels, groupLabels } from "../../ui/labelGroups";
import { renderView, tokenPointer, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { getView } from "../registry";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { clearViewState } from "./viewState";
import { waitFor } from "../../testing/waitFor";

let view: RenderedView;

beforeEach(clearViewState);
afterEach(() => {
  view.unmount();
  cleanup();
});

async function show(viewId: string, task: Record<string, unknown> = {}, config: Record<string, unknown> = {}) {
  const sample = SAMPLES[viewId]!;
  const View = (await getView(viewId)!.load()).default;
  const merged = { ...sample.task, ...task } as Task;
  view = await renderView(View, merged, { ...sample.config, view_id: viewId, ...config } as Partial<AppConfig>);
}

const spans = () => (view.task().spans ?? []).map(({ label }) => label as unknown);
const shown = () => [...view.container.querySelectorAll(".prodigy-span-label bdi")].map((label) => label.textContent);
const bar = () => [...view.container.querySelectorAll(".prodigy-label-text")].map((label) => label.textContent);

describe.each(["ner_manual", "spans_manual", "pos_manual"])("%s", (viewId) => {
  it("writes the number that was chosen with its key or with the mouse", async () => {
    await show(viewId, { spans: [] }, { labels: [0, 1, 2] });
    expect(bar()).toEqual(["0", "1", "2"]);
    const { drag } = tokenPointer(view.container);
    view.press("3");
    drag(4, 4);
    fireEvent.click(view.container.querySelector('[data-prodigy-label="0"] input') as Element);
    drag(8, 8);
    expect(spans()).toEqual([2, 0]);
    expect(shown()).toEqual(["2", "0"]);
  });

  it("takes the labels of the data as they are", async () => {
    const { start, end } = (SAMPLES[viewId]!.task.tokens ?? [])[4]!;
    await show(viewId, { spans: [{ start, end, token_start: 4, token_end: 4, label: 7 }] }, { labels: [] });
    expect(bar()).toEqual(["7"]);
    tokenPointer(view.container).drag(6, 6);
    expect(spans()).toEqual([7, 7]);
  });
});

it("are numbers too when they come from the list of a long bar or of a small one", async () => {
  const labels = Array.from({ length: 14 }, (_, i) => 10 + i);
  await show("ner_manual", { spans: [] }, { labels, ner_manual_label_style: "dropdown" });
  fireEvent.change(view.container.querySelector(".prodigy-label-select") as Element, { target: { value: "12" } });
  tokenPointer(view.container).drag(4, 4);
  expect(spans()).toEqual([12]);
  expect(groupLabels(labels as unknown as string[])).toEqual([{ name: null, labels }]);
  expect(searchLabels(labels as unknown as string[], "2")).toEqual([20, 21, 22, 23, 12]);
});

it("are shown in texts that are only read, zero included", async () => {
  for (const viewId of ["ner", "spans", "pos"]) {
    await show(
      viewId,
      {
        text: "One two",
        spans: [
          { start: 0, end: 3, label: 0 },
          { start: 4, end: 7, label: 2 },
        ],
      },
      { labels: [0, 2] },
    );
    expect(shown()).toEqual(["0", "2"]);
    if (viewId !== "pos") view.unmount();
  }
});

it("are titles", async () => {
  await show("classification", { label: 0 });
  expect(view.container.querySelector(".prodigy-title")?.textContent).toBe("0");
});

it("are options, with numbers as texts and as ids", async () => {
  await show(
    "choice",
    {
      options: [
        { id: 0, text: 5 },
        { id: 2, text: 10 },
      ],
      accept: undefined,
    },
    { choice_style: "multiple" },
  );
  await waitFor(() => expect(view.container.querySelectorAll(".prodigy-option")).toHaveLength(2));
  expect([...view.container.querySelectorAll(".prodigy-option-body")].map((body) => body.textContent)).toEqual([
    "5",
    "10",
  ]);
  view.press("2");
  view.press("1");
  expect(view.task().accept).toEqual([2, 0]);
  expect(view.task().options).toEqual([
    { id: 0, text: 5 },
    { id: 2, text: 10 },
  ]);
});

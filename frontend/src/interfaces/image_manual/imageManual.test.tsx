import { act, fireEvent, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AppConfig } from "../../model/config";
import { checkInputs, flushInputs } from "../../model/pendingInputs";
import type { Task } from "../../model/task";
import { renderView } from "../../testing/renderView";
import { clearViewState } from "../shared/viewState";
import ImageManualView from "./ImageManualView";

const BOX = { x: 10, y: 10, width: 50, height: 40, label: "CAT", score: 0.5 };
const BASE = { image: "picture.png", _input_hash: 1, _task_hash: 2 };

async function show(task: Partial<Task> = {}, settings: Partial<AppConfig> = {}, isLoaded = true) {
  const config: Partial<AppConfig> = { labels: ["CAT", "DOG"], buttons: ["accept", "ignore"], ...settings };
  const view = await renderView(ImageManualView, { ...BASE, ...task }, config);
  const image = view.container.querySelector("img");
  if (image && isLoaded) {
    Object.defineProperty(image, "naturalWidth", { value: 400 });
    Object.defineProperty(image, "naturalHeight", { value: 300 });
    fireEvent.load(image);
  }
  return view;
}
const spans = (view: { task(): Task }) => view.task()["spans"] as unknown as Record<string, unknown>[];

beforeEach(() => {
  clearViewState();
  // Frames have no size in jsdom.
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(300);
});

describe("image_manual", () => {
  it("draws shapes and labels, and leaves the task alone", async () => {
    const view = await show({ spans: [BOX] as unknown as Task["spans"] });
    expect(view.container.querySelectorAll(".prodigy-shape")).toHaveLength(1);
    expect(view.container.querySelector(".prodigy-shape-label")?.textContent).toBe("CAT");
    expect(view.updates).toEqual([]);
  });

  it("selects, relabels, moves, locks and deletes by keys", async () => {
    const view = await show({ spans: [BOX] as unknown as Task["spans"] });
    view.press("]");
    view.press("2");
    view.press("ArrowRight");
    view.press("ArrowDown", { shiftKey: true });
    expect(spans(view)[0]).toMatchObject({ label: "DOG", x: 11, y: 20, score: 0.5, center: [36, 40] });
    view.press("k");
    view.press("d");
    view.press("ArrowRight");
    expect(spans(view)[0]).toMatchObject({ locked: true, x: 11 });
    view.press("k");
    view.press("d");
    expect(spans(view)).toEqual([]);
    view.press("q");
    expect(spans(view)).toEqual([BOX]);
  });

  it("makes shapes by keys, and copies them", async () => {
    const view = await show();
    view.press("Enter");
    expect(spans(view)).toMatchObject([{ label: "CAT", x: 133.3, width: 133.4 }]);
    view.press("c", { ctrlKey: true });
    view.press("v", { ctrlKey: true });
    view.press("d", { metaKey: true });
    expect(spans(view)).toHaveLength(3);
    view.press("Escape");
    view.press("p");
    view.press("Enter");
    expect(spans(view)[3]).toMatchObject({ type: "polygon" });
    view.press(".");
    view.press("Delete");
    expect(spans(view)[3]?.["points"]).toHaveLength(7);
  });

  it("names what can't be drawn, and keeps it", async () => {
    const odd = { label: "CAT", points: [[1, 2]] };
    const view = await show({ spans: [odd, BOX] as unknown as Task["spans"] });
    expect(view.container.textContent).toContain("too few points");
    view.press("]");
    view.press("ArrowRight");
    expect(spans(view)[0]).toEqual(odd);
    expect(spans(view)[1]).toMatchObject({ x: 11 });
  });

  it("lists shapes, and hides, locks and deletes them there", async () => {
    const view = await show({ spans: [BOX, { ...BOX, x: 100 }] as unknown as Task["spans"] });
    const buttons = (name: RegExp) => within(view.container).getAllByRole("button", { name, hidden: true });
    fireEvent.click(buttons(/shape 2 of 2/)[0]!);
    expect(view.container.querySelector(".prodigy-shape[data-selected]")).not.toBe(null);
    fireEvent.click(buttons(/^Hide/)[0]!);
    expect(view.container.querySelectorAll(".prodigy-shape")).toHaveLength(1);
    fireEvent.click(buttons(/^Lock/)[0]!);
    expect(view.container.querySelectorAll(".prodigy-shape")).toHaveLength(1);
    fireEvent.click(buttons(/^Delete:/)[1]!);
    expect(spans(view)).toEqual([{ ...BOX, locked: true }]);
    fireEvent.click(buttons(/^Unlock/)[0]!);
    fireEvent.change(within(view.container).getByRole("combobox", { hidden: true }), { target: { value: "DOG" } });
    expect(spans(view)).toEqual([{ ...BOX, label: "DOG" }]);
  });

  it("holds an answer until the picture is there and shapes have labels", async () => {
    const view = await show({}, {}, false);
    expect(checkInputs()).toEqual(["image_not_loaded"]);
    view.unmount();
    const other = await show({}, { label_reset: "none" });
    expect(checkInputs()).toEqual([]);
    other.press("Enter");
    expect(checkInputs()).toEqual(["shape_unlabelled"]);
    other.press("1");
    expect(checkInputs()).toEqual([]);
  });

  it("says why a picture doesn't come, and tries again", async () => {
    const view = await show({ image: "data:image/png;base64,AA" }, {}, false);
    act(() => void fireEvent.error(view.container.querySelector("img")!));
    expect(view.container.textContent).toContain("could not be loaded");
    fireEvent.click(within(view.container).getByRole("button", { name: "Try again" }));
    expect(view.container.querySelector("img")).not.toBe(null);
  });

  it("stores under the key of the settings, and the size with blocks", async () => {
    const view = await show({}, { image_manual_spans_key: "shapes" });
    view.press("Enter");
    expect(view.task()).toHaveProperty("shapes");
    expect(view.task()).not.toHaveProperty("spans");
    act(() => flushInputs("accept"));
    // On a card of its own that is done by the definition of the view.
    expect(view.task()).not.toHaveProperty("width");
  });
});

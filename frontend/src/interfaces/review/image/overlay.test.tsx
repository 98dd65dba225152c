import { cleanup, fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderView, type RenderedView } from "../../../testing/renderView";
import { SAMPLES } from "../../../testing/samples";
import { clearViewState } from "../../shared/viewState";
import type { AppConfig } from "../../../model/config";
import type { Task } from "../../../model/task";
import ReviewView from "../ReviewView";
import { waitFor } from "../../../testing/waitFor";

let view: RenderedView;
beforeEach(clearViewState);
afterEach(() => {
  view?.unmount();
  cleanup();
});

const { task: TASK, config: CONFIG } = SAMPLES.review_image!;
const versions = () => TASK.versions as Record<string, unknown>[];
const spansOf = (index: number) => versions()[index]!.spans as unknown[];

async function show(task: Task = TASK, config: Partial<AppConfig> = CONFIG) {
  view = await renderView(ReviewView, task, config);
  const image = await waitFor(() => {
    const found = view.container.querySelector<HTMLImageElement>(".prodigy-image > img");
    if (!found) throw new Error("no picture yet");
    return found;
  });
  Object.defineProperties(image, { naturalWidth: { value: 320 }, naturalHeight: { value: 220 } });
  fireEvent.load(image);
}

const all = (selector: string) => [...view.container.querySelectorAll<HTMLElement>(selector)];
const rows = () => all(".prodigy-review-group");
const buttons = (row: HTMLElement) => [...row.querySelectorAll<HTMLElement>("button")];
const pressed = (row: HTMLElement) => buttons(row).findIndex((one) => one.getAttribute("aria-pressed") === "true");
const drawn = () => all(".prodigy-review-shapes polygon").map((shape) => shape.getAttribute("stroke"));

describe("versions of shapes", () => {
  it("are laid over the picture, where they differ", async () => {
    await show();
    expect(drawn()).toHaveLength(4);
    expect(new Set(drawn())).toHaveProperty("size", 3);
    expect(all(".prodigy-review-pin").map((pin) => pin.textContent)).toEqual(["2", "3"]);
    expect(rows().map((row) => row.dataset.difference)).toEqual(["label", "missing"]);
    expect(view.container.textContent).toContain("Annotators differ in 2 of 3 shapes");
    expect(all(".prodigy-review-shapes")[0]!.closest(".prodigy-image")).not.toBeNull();
  });

  it("can be hidden one by one, and agreed ones shown", async () => {
    await show();
    const [first] = all(".prodigy-review-legend input");
    fireEvent.click(first!);
    expect(drawn()).toHaveLength(3);
    fireEvent.click(first!);
    fireEvent.click(all(".prodigy-review-summary input")[0]!);
    expect(drawn()).toHaveLength(7);
    expect(rows()).toHaveLength(3);
    expect(rows()[0]!.textContent).toContain("IoU");
  });

  it("are taken over as a whole, by click and by key", async () => {
    await show();
    fireEvent.click(buttons(all(".prodigy-review-legend li")[2]!)[0]!);
    expect(view.task().spans).toEqual(spansOf(2));
    expect(view.updates).toHaveLength(1);
    expect(all(".prodigy-review-legend [data-in-use]")).toHaveLength(1);
    view.press("v");
    expect(view.task().spans).toEqual(spansOf(0));
    expect(view.task().versions).toBe(TASK.versions);
  });
});

describe("a single shape", () => {
  it("is taken over by a click, and leaves the others alone", async () => {
    await show();
    const [label, missing] = rows();
    expect([pressed(label!), pressed(missing!)]).toEqual([0, 1]);
    fireEvent.click(buttons(missing!)[0]!);
    expect(view.task().spans).toEqual([...spansOf(0), spansOf(1)[2]]);
    fireEvent.click(buttons(rows()[0]!)[1]!);
    expect((view.task().spans as Record<string, unknown>[]).map(({ label: name }) => name)).toEqual([
      "SUN",
      "CLOUD",
      "MOUNTAIN",
    ]);
    expect(view.updates).toHaveLength(2);
    expect(pressed(rows()[0]!)).toBe(1);
  });

  it("is left out by a click", async () => {
    await show();
    const [label] = rows();
    fireEvent.click(buttons(label!).at(-1)!);
    expect(view.task().spans).toEqual([spansOf(0)[0]]);
    expect(pressed(rows()[0]!)).toBe(buttons(rows()[0]!).length - 1);
  });

  it("is reached and taken over by keys alone", async () => {
    await show();
    view.press("j");
    expect(all(".prodigy-review-now")[0]!.textContent).toContain("Different labels");
    expect(rows()[0]!.getAttribute("aria-current")).toBe("true");
    view.press("c");
    expect((view.task().spans as Record<string, unknown>[])[1]!.label).toBe("CLOUD");
    view.press("c");
    expect(view.task().spans).toHaveLength(1);
    view.press("c");
    expect(view.task().spans).toHaveLength(2);
    view.press("J", { shiftKey: true, code: "KeyJ" });
    expect(rows()[1]!.getAttribute("aria-current")).toBe("true");
  });

  it("is found by its number on the picture", async () => {
    await show();
    fireEvent.click(all('.prodigy-review-pin[data-prodigy-group="2"]')[0]!);
    expect(rows()[1]!.getAttribute("aria-current")).toBe("true");
  });

  it("may lie under another key", async () => {
    const moved = ({ spans, ...rest }: Record<string, unknown>) => ({ ...rest, boxes: spans });
    const task = { ...moved(TASK), versions: versions().map(moved) } as unknown as Task;
    await show(task, { ...CONFIG, image_manual_spans_key: "boxes" });
    fireEvent.click(buttons(rows()[1]!)[0]!);
    expect(view.task().boxes).toHaveLength(3);
    expect(view.task()).not.toHaveProperty("spans");
  });
});

describe("agreement", () => {
  it("is said, and depends on what the recipe takes for the same place", async () => {
    const [first] = versions();
    const shifted = { ...first, sessions: ["kim"], spans: [{ label: "SUN", x: 218, y: 30, width: 64, height: 64 }] };
    const only = { ...first, spans: [spansOf(0)[0]] };
    const task = { ...TASK, spans: only.spans, versions: [only, shifted] } as Task;
    await show(task);
    expect(rows().map((row) => row.dataset.difference)).toEqual(["place"]);
    view.unmount();
    await show(task, { ...CONFIG, reviewed_iou: 0.6 });
    expect(rows()).toHaveLength(0);
    expect(view.container.textContent).toContain("All annotators agree on every shape");
  });
});

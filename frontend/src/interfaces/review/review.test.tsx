import { cleanup, fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderView, tokenPointer, type RenderedView } from "../../testing/renderView";
import { SAMPLES } from "../../testing/samples";
import { VIEWS } from "../registry";
import { clearViewState } from "../shared/viewState";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { OVERLAYS } from "./overlays";
import ReviewView from "./ReviewView";
import { waitFor } from "../../testing/waitFor";

let view: RenderedView;
beforeEach(clearViewState);
afterEach(() => {
  view?.unmount();
  cleanup();
});

async function show(task: Task, config: Partial<AppConfig> = {}) {
  view = await renderView(ReviewView, task, config);
  await waitFor(() => {
    if (view.container.querySelector(".prodigy-block-loading")) throw new Error("still loading");
  });
}
const rows = () => [...view.container.querySelectorAll<HTMLElement>("div.prodigy-review-version")];
const inUse = () => rows().findIndex((row) => "inUse" in row.dataset);
const { task: TASK, config: CONFIG } = SAMPLES.review!;

describe("a manual view", () => {
  it("has the editable annotation on top and a row per version with its annotators", async () => {
    await show(TASK, CONFIG);
    expect(view.container.querySelector(".prodigy-review .prodigy-label-bar")).not.toBeNull();
    expect(rows().map((row) => row.querySelector(".prodigy-review-sessions")?.textContent)).toEqual([
      "2 annotatorsalexkim",
      "1 annotatorjo",
      "1 annotatorsam",
    ]);
    expect(inUse()).toBe(0);
  });

  it("marks in texts which words others don't have", async () => {
    const text = (words: string) => `The battery lasts ${words} days, which is more than enough`;
    const versions = ["two", "three", ""].map((words, i) => ({
      ...(words && { user_input: text(words) }),
      answer: "accept",
      sessions: [`phones-${i}`],
    }));
    const task = { text: "A phone", user_input: text("two"), view_id: "text_input", versions };
    await show({ ...TASK, spans: undefined, tokens: undefined, ...task } as unknown as Task);
    const marked = rows().map((row) => [...row.querySelectorAll("mark")].map((one) => one.textContent));
    expect(marked).toEqual([["two"], ["three"], []]);
    expect(rows()[0]?.querySelector(".prodigy-review-texts")?.textContent).toBe(text("two"));
    expect(rows().some((row) => row.querySelector("input"))).toBe(false);
    expect(view.container.querySelector(".prodigy-review-agreement")).toBeNull();
  });

  it("copies a version to the top by click, as one edit", async () => {
    await show(TASK, CONFIG);
    fireEvent.click(rows()[1]!);
    expect(view.task().spans?.map(({ label }) => label)).toEqual(["PRODUCT"]);
    expect(view.updates).toHaveLength(1);
    expect(inUse()).toBe(1);
    fireEvent.click(rows()[2]!.querySelector("button")!);
    expect(view.task()).not.toHaveProperty("spans");
    expect(view.updates).toHaveLength(2);
  });

  it("goes through the versions by key", async () => {
    await show(TASK, CONFIG);
    view.press("v");
    expect(inUse()).toBe(1);
  });

  it("never changes the versions, and marks none after an edit of its own", async () => {
    await show(TASK, CONFIG);
    tokenPointer(view.container.querySelector(".prodigy-review")!).drag(10, 12);
    expect(view.task().spans).toHaveLength(3);
    expect(inUse()).toBe(-1);
    expect(view.task().versions).toBe(TASK.versions);
    expect(view.task().view_id).toBe("ner_manual");
  });

  it("lets nothing in the rows be focused or changed", async () => {
    await show(TASK, CONFIG);
    for (const row of rows()) {
      expect(row.querySelector(".prodigy-label-bar")).toBeNull();
      for (const token of row.querySelectorAll("[data-token]")) expect(token.closest("[inert]")).not.toBeNull();
    }
  });

  it("gives number keys to the view on top only", async () => {
    const { task, config } = SAMPLES.choice!;
    await show(
      { ...task, view_id: "choice", versions: [{ accept: ["POLITICS"], sessions: ["a"] }, { sessions: ["b"] }] },
      config,
    );
    view.press("1");
    expect(view.task().accept).toEqual(["TECHNOLOGY"]);
    expect(view.updates).toHaveLength(1);
  });

  it("says so when the view is unknown", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    await show({ ...TASK, view_id: "nope" });
    expect(view.container.querySelector(".prodigy-notice")?.textContent).toContain("nope");
    expect(error).not.toHaveBeenCalled();
  });
});

describe("a binary view", () => {
  it("shows the content once and who decided what", async () => {
    const { task, config } = SAMPLES.review_binary!;
    await show(task, config);
    expect(view.container.querySelectorAll(".prodigy-title")).toHaveLength(1);
    expect([...view.container.querySelectorAll("li.prodigy-review-version")].map((row) => row.textContent)).toEqual([
      "Accepted2 annotatorsalexkim",
      "Rejected1 annotatorjo",
    ]);
  });
});

describe("every view", () => {
  const others = ["review", "blocks", "pages", ...Object.keys(OVERLAYS)];
  const reviewable = Object.keys(VIEWS).filter((id) => SAMPLES[id] && !others.includes(id));
  it.each(reviewable)("%s can be reviewed", async (id) => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const { task, config } = SAMPLES[id]!;
    await show(
      { ...task, view_id: id, versions: [{ ...task, sessions: ["a"], default: true, answer: "accept" }] },
      config,
    );
    expect(view.container.querySelectorAll(".prodigy-review-version")).toHaveLength(1);
    expect(view.container.textContent).not.toContain("failed");
    expect(error.mock.calls.map(([first]) => String(first)).filter((text) => text.includes("drawn"))).toEqual([]);
  });
});

/** Another annotation of the sample of each manual view, by the key that the view writes. */
const OTHER: Record<string, Record<string, unknown>> = {
  ner_manual: { spans: [{ start: 7, end: 13, token_start: 2, token_end: 2, label: "PRODUCT" }] },
  spans_manual: { spans: [{ start: 7, end: 13, token_start: 2, token_end: 2, label: "PRODUCT" }] },
  pos_manual: { spans: [{ start: 7, end: 13, token_start: 2, token_end: 2, label: "VERB" }] },
  page_spans: { spans: [{ start: 7, end: 13, token_start: 2, token_end: 2, label: "PRODUCT" }] },
  relations: { spans: [], relations: [] },
  choice: { accept: ["POLITICS"] },
  text_input: { city: "Berlin" },
  blocks: { spans: [{ start: 7, end: 13, token_start: 2, token_end: 2, label: "ORG" }], accept: ["BAD"] },
  conversation: { spans: [], comments: [], message_labels: { "4": ["helpful"] } },
  pages: { pages: [{ view_id: "text", text: "Another page." }] },
  preference: { preferred: "9a07", tie: false },
};

describe("every manual view", () => {
  it("is in this test", () => {
    const manual = Object.values(VIEWS).filter(({ id, isManual }) => isManual && id !== "review" && !OVERLAYS[id]);
    expect(manual.map(({ id }) => id).filter((id) => !(id in OTHER))).toEqual([]);
  });

  it.each(Object.keys(OTHER))("%s takes over what another annotator has done, and back", async (id) => {
    const { task, config } = SAMPLES[id]!;
    const first = Object.fromEntries(Object.keys(OTHER[id]!).flatMap((key) => (key in task ? [[key, task[key]]] : [])));
    await show(
      {
        ...task,
        view_id: id,
        versions: [
          { ...first, sessions: ["a"] },
          { ...OTHER[id], sessions: ["b"] },
        ],
      },
      config,
    );
    expect(inUse()).toBe(0);
    fireEvent.click(rows()[1]!);
    expect(view.task()).toMatchObject(OTHER[id]!);
    expect(inUse()).toBe(1);
    fireEvent.click(rows()[0]!);
    for (const key of Object.keys(OTHER[id]!)) expect(view.task()[key]).toEqual(task[key]);
    expect(view.task().versions).toHaveLength(2);
  });
});

describe("a task that comes back", () => {
  const review = { annotator: "kim", dataset: "gold", answer: "accept", comment: "See page 4\n<b>there</b>" };
  const banner = () => view.container.querySelector(".prodigy-review-returned");

  it("shows what the reviewer says above the annotation", async () => {
    await show({ ...TASK, review }, CONFIG);
    expect(banner()?.querySelector("p")?.textContent).toBe(review.comment);
    expect(banner()?.querySelector("span")).toBeNull();
    expect(banner()?.nextElementSibling?.className).toBe("prodigy-review");
  });

  it("shows what was decided where the annotation is none", async () => {
    const versions = [{ answer: "accept" as const, sessions: ["d-kim"] }];
    const task = { text: "A", label: "B", view_id: "classification", versions } as unknown as Task;
    await show({ ...task, review: { answer: "reject" } });
    expect(banner()?.querySelector("span")?.textContent).toContain("Rejected");
    expect(banner()?.querySelector("p")).toBeNull();
  });

  it.each([undefined, null, "text", 3])("is an ordinary one if it doesn't say what came back: %s", async (value) => {
    await show({ ...TASK, review: value }, CONFIG);
    expect(banner()).toBeNull();
  });

  it("shows remarks of annotators at their versions", async () => {
    const versions = (TASK["versions"] as object[]).map((one, i) => (i === 1 ? { ...one, note: "Not sure" } : one));
    await show({ ...TASK, versions }, CONFIG);
    expect(rows().map((row) => row.querySelector(".prodigy-review-remark")?.textContent)).toEqual([
      undefined,
      "Not sure",
      undefined,
    ]);
  });
});

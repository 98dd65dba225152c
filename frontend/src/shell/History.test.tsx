import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { makeTranslate } from "../i18n";
import en from "../i18n/en.json";
import { TranslateContext } from "../i18n/react";
import type { Task } from "../model/task";
import type { HistoryEntry } from "../store/shown";
import { makeItem } from "../store/queue";
import { makeTask } from "../testing/fakeServer";
import { SAMPLES } from "../testing/samples";
import { History } from "./History";

const onReopen = vi.fn();

function entry(task: Partial<Task>, more: Partial<HistoryEntry> = {}): HistoryEntry {
  const item = makeItem(makeTask(7, task), 70);
  const answered = { item, answer: "accept" as const, viewId: "text", timestamp: 1, seq: 3 };
  return { key: 70, answer: "accept", answered, isBusy: false, isSent: false, ...more };
}

function show(entries: HistoryEntry[], drafts = 0, showsSuggestions = false) {
  render(
    <TranslateContext value={makeTranslate("en", en)}>
      <History {...{ entries, drafts, showsSuggestions, onReopen }} />
    </TranslateContext>,
  );
}

afterEach(() => {
  cleanup();
  onReopen.mockClear();
});

describe("the history", () => {
  it("says what it is for while it is empty", () => {
    show([]);
    expect(screen.getByText(en.history_empty)).toBeTruthy();
  });

  it("names the answer in words, and the task by its own", () => {
    show([entry({ text: "Ada 😀" }, { answer: "reject" })]);
    expect(screen.getByRole("button").textContent).toBe(`${en.rejected}: Ada 😀`);
  });

  it("shows what is saved, and what is flagged", () => {
    show([entry({ flagged: true }, { isSent: true })]);
    expect(screen.getByTitle(en.saved)).toBeTruthy();
    expect(screen.getByRole("button").dataset["prodigySent"]).toBe("true");
  });

  it("tells whether the model says the same, if that is to be told, and never in its words", async () => {
    const suggestion = { preferred: "a", reason: "Secret reason" };
    const entries = [entry({ preferred: "a", suggestion }), { ...entry({ preferred: "b", suggestion }), key: 71 }];
    show(entries, 0, true);
    await screen.findByTitle(en.suggestion_same);
    expect([
      screen.getAllByTitle(en.suggestion_same).length,
      screen.getAllByTitle(en.suggestion_different).length,
    ]).toEqual([1, 1]);
    expect(document.body.textContent).not.toContain("Secret");
    cleanup();
    show(entries);
    expect(screen.queryByTitle(en.suggestion_same)).toBeNull();
    cleanup();
    show([entry({ preferred: "a", suggestion }, { answer: "ignore" })], 0, true);
    expect(screen.queryByTitle(en.suggestion_same)).toBeNull();
  });

  it("brings a task back, but none that is being sent", () => {
    show([entry({}), { ...entry({}, { isBusy: true }), key: 71 }]);
    const [free, busy] = screen.getAllByRole<HTMLButtonElement>("button");
    fireEvent.click(free!);
    fireEvent.click(busy!);
    expect([onReopen.mock.calls, busy!.disabled]).toEqual([[[70]], true]);
  });

  it("tells of drafts", () => {
    show([], 2);
    expect(screen.getByText(/2/).className).toBe("prodigy-sidebar-drafts");
  });

  it("numbers a task that has no words at all", () => {
    show([entry({ text: undefined, image: "data:image/png;base64,AAAA" })]);
    expect(screen.getByRole("button").textContent).toContain(`${en.task} 3`);
  });

  it.each(Object.entries(SAMPLES))("has words, and no hashes or markup, for a task of %s", (_id, sample) => {
    show([entry({ text: undefined, ...sample!.task })]);
    const text = document.querySelector(".prodigy-history-text")!.textContent!;
    expect(text).not.toMatch(/<|data:|\[object|undefined|null/);
    expect(text.length).toBeGreaterThan(0);
  });
});

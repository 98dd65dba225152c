import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeTranslate } from "../i18n";
import en from "../i18n/en.json";
import { TranslateContext } from "../i18n/react";
import { createEngine, type Engine } from "../store/engine";
import type { Notice } from "../store/types";
import { fakeServer } from "../testing/fakeServer";
import { isLong, StatusLine } from "./StatusLine";
import { Toasts } from "./Toasts";
import { EngineContext } from "./useEngine";

let engine: Engine;
const line = () => screen.getByRole("status");
const say = (notice: Partial<Notice>) =>
  act(() => engine.notify({ id: "one", kind: "info", title: "rejected", isCalm: true, ...notice }));

beforeEach(() => {
  engine = createEngine({ client: fakeServer(0), storage: null, sessionName: null, getView: () => undefined });
  render(
    <EngineContext value={engine}>
      <TranslateContext value={makeTranslate("en", en)}>
        <StatusLine />
      </TranslateContext>
    </EngineContext>,
  );
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("the status line", () => {
  it("is there, and empty, without news", () => expect(line().textContent).toBe(""));

  it("says the latest news, and what comes back when that is gone", () => {
    say({ id: "old", title: "draft_restored" });
    say({ id: "new", title: "nothing_to_undo" });
    expect(line().textContent).toContain(en.nothing_to_undo);
    act(() => engine.dismiss("new"));
    expect(line().textContent).toContain(en.draft_restored);
  });

  it("leaves errors to the toasts", () => {
    say({ isCalm: false, kind: "error", title: "error_title" });
    expect(line().textContent).toBe("");
  });

  it("goes away by itself where it should, also behind a later one", () => {
    vi.useFakeTimers();
    say({ id: "old", expires: 1000 });
    say({ id: "new", title: "draft_restored", expires: 5000 });
    act(() => vi.advanceTimersByTime(1000));
    expect(engine.store.getState().notices.map(({ id }) => id)).toEqual(["new"]);
    act(() => vi.advanceTimersByTime(4000));
    expect(line().textContent).toBe("");
  });

  it("stays until it is dismissed where it says what is to do", () => {
    const lines = [{ key: "rule_required" as const, values: { name: "note" } }, { key: "fields_invalid" as const }];
    say({ id: "validation", kind: "warning", title: "not_valid", lines });
    expect(line().textContent).toBe(`${en.not_valid} “note” is missing. ${en.fields_invalid}`);
    expect(line().dataset["prodigyLong"]).toBe("true");
    fireEvent.click(screen.getByRole("button", { name: en.dismiss }));
    expect(line().textContent).toBe("");
  });

  it("shows the words of the server as they are", () => {
    say({ title: "notice", text: "<b>Well</b> done" });
    expect(line().textContent).toBe(`${en.notice} <b>Well</b> done`);
    expect(line().querySelector("b")).toBeNull();
  });

  it("offers what can be done about it", () => {
    const answer = vi.spyOn(engine, "answer").mockResolvedValue();
    const undo = vi.spyOn(engine, "undo");
    say({ title: "nothing_changed", action: "accept_anyway" });
    fireEvent.click(screen.getByRole("button", { name: en.accept_anyway }));
    expect(answer).toHaveBeenCalledWith("accept", true);
    say({ action: "undo", expires: 4000 });
    fireEvent.click(screen.getByRole("button", { name: en.undo }));
    expect(undo).toHaveBeenCalledOnce();
  });

  it("tells that there is no connection, and how many answers wait, unless there is news", () => {
    const retry = vi.spyOn(engine, "retry");
    act(() => engine.store.dispatch({ type: "fetchFailed", generation: 0, notice: null, isOffline: true }));
    expect(line().textContent).toContain(en.offline);
    say({ title: "nothing_to_undo" });
    expect(line().textContent).not.toContain(en.offline);
    act(() => engine.dismiss("one"));
    fireEvent.click(screen.getByRole("button", { name: en.retry }));
    expect(retry).toHaveBeenCalledOnce();
  });
});

describe("isLong", () => {
  it("is what has more to say than its title", () => {
    const notice: Notice = { id: "a", kind: "info", title: "rejected" };
    expect([notice, { ...notice, lines: [] }, { ...notice, text: "" }].some(isLong)).toBe(false);
    expect(isLong({ ...notice, message: "error_offline" })).toBe(true);
  });
});

describe("toasts", () => {
  const notices: Notice[] = [
    { id: "calm", kind: "info", title: "rejected", isCalm: true },
    { id: "post", kind: "error", title: "error_title", text: "Locked", requestId: "7f3a", action: "retry_post" },
  ];
  const onAction = vi.fn();
  const onDismiss = vi.fn();
  beforeEach(() => {
    cleanup();
    render(
      <TranslateContext value={makeTranslate("en", en)}>
        <Toasts {...{ notices, onAction, onDismiss }} />
      </TranslateContext>,
    );
  });

  it("are errors only, with what to do and what to tell others", () => {
    expect(screen.queryByRole("status")).toBeNull();
    expect(screen.getByRole("alert").textContent).toContain("Locked");
    fireEvent.click(screen.getByRole("button", { name: en.retry }));
    expect(onAction).toHaveBeenCalledWith("retry_post");
    fireEvent.click(screen.getByRole("button", { name: en.dismiss }));
    expect(onDismiss).toHaveBeenCalledWith("post");
  });

  it("name the request where there is no clipboard", () => {
    expect(screen.getByRole("alert").textContent).toContain("7f3a");
  });
});

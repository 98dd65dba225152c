/** Draw a view in a test as the shell does: updates are merged into the task, and the keys work. */
import { act, fireEvent, render } from "@testing-library/react";
import { Suspense, useState, type ComponentType } from "react";
import { vi } from "vitest";
import { makeTranslate } from "../i18n";
import en from "../i18n/en.json";
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import type { ViewProps } from "../interfaces/types";
import { dispatcher } from "../keymap/react";
import { resolveTheme } from "../theme";

export interface RenderedView {
  /** The task with all edits. */
  task(): Task;
  /** How many updates the view has asked for. */
  updates: Partial<Task>[];
  answers: Answer[];
  container: HTMLElement;
  /** Change the task from outside, like `window.prodigy.update`. */
  change(patch: Partial<Task>): void;
  press(key: string, options?: KeyboardEventInit): void;
  unmount(): void;
}

const BASE = { choice_style: "single", keymap: {}, keymap_by_label: {}, view_id: "test" } as unknown as AppConfig;

export async function renderView(
  View: ComponentType<ViewProps>,
  task: Task,
  settings: Partial<AppConfig> = {},
  props: Partial<ViewProps> = {},
): Promise<RenderedView> {
  const config = { ...BASE, ...settings } as AppConfig;
  const theme = resolveTheme(config);
  const t = makeTranslate("en", en);
  const updates: Partial<Task>[] = [];
  const answers: Answer[] = [];
  let current = task;
  let merge: (patch: Partial<Task>) => void = () => {};

  function Shell() {
    const [shown, setShown] = useState(task);
    merge = (patch) => {
      current = { ...current, ...patch };
      for (const [key, value] of Object.entries(patch)) if (value === undefined) delete current[key];
      setShown(current);
    };
    const update = (patch: Partial<Task>) => {
      updates.push(patch);
      merge(patch);
    };
    return (
      <Suspense fallback="loading">
        <View
          {...{ config, theme, t, update }}
          task={shown}
          original={task}
          answer={(kind) => answers.push(kind)}
          usesNumberKeys
          {...props}
        />
      </Suspense>
    );
  }

  const listen = (event: KeyboardEvent) => void dispatcher.handle(event);
  document.addEventListener("keydown", listen);
  const { container, unmount } = render(<Shell />);
  await vi.waitFor(() => {
    if (container.textContent === "loading") throw new Error("still loading");
  });
  return {
    updates,
    answers,
    container,
    task: () => current,
    change: (patch) => act(() => merge(patch)),
    press: (key, options = {}) => {
      const code = /^\d$/.test(key) ? `Digit${key}` : key;
      fireEvent.keyDown(document.activeElement ?? document.body, { key, code, ...options });
    },
    unmount: () => {
      document.removeEventListener("keydown", listen);
      unmount();
    },
  };
}

/** What people do with a pointer on tokens. */
export function tokenPointer(container: HTMLElement, pointerType: "mouse" | "touch" = "mouse") {
  const token = (position: number) => {
    const element = container.querySelector(`[data-token="${position}"]`);
    if (!element) throw new Error(`No token ${position}`);
    return element;
  };
  const point = (x: number, y = 0) => ({
    clientX: x,
    clientY: y,
    button: 0,
    isPrimary: true,
    pointerType,
    pointerId: 1,
  });
  const click = (position: number, options: MouseEventInit = {}) => {
    const target = token(position);
    fireEvent.pointerDown(target, point(0));
    fireEvent.pointerUp(target, point(0));
    if (pointerType === "mouse") fireEvent.click(target, { detail: 1, ...options });
  };
  return {
    token,
    /** Press on a token, move over another one and release, there or elsewhere. */
    drag(from: number, to: number, releaseOn: Element = token(to)) {
      fireEvent.pointerDown(token(from), point(0));
      fireEvent.pointerMove(token(to), point(40));
      fireEvent.pointerUp(releaseOn, point(40));
    },
    /** Press and move without releasing. */
    hover(from: number, to: number) {
      fireEvent.pointerDown(token(from), point(0));
      fireEvent.pointerMove(token(to), point(40));
    },
    click,
    doubleClick(position: number) {
      click(position);
      click(position, { detail: 2 });
      fireEvent.doubleClick(token(position), { detail: 2 });
    },
    pan(from: number, to: number) {
      fireEvent.pointerDown(token(from), point(0, 0));
      fireEvent.pointerMove(token(to), point(2, 60));
      fireEvent.pointerUp(token(to), point(2, 60));
    },
  };
}

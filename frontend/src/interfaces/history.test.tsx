/** Ctrl+z and ctrl+shift+z in every view that edits text, tags, relations or choices: with the store, as in the page. */
import { cleanup, fireEvent, render } from "@testing-library/react";
import { useSyncExternalStore, type ComponentType } from "react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeTranslate } from "../i18n";
import en from "../i18n/en.json";
import { dispatcher } from "../keymap/react";
import { createStore, type Store } from "../store/createStore";
import { makeItem } from "../store/queue";
import { INITIAL_STATE } from "../store/reducer";
import { SAMPLES } from "../testing/samples";
import { tokenPointer } from "../testing/renderView";
import { resolveTheme } from "../theme";
import { getView } from "./registry";
import { clearViewState } from "./shared/viewState";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import type { ViewProps } from "./types";

const t = makeTranslate("en", en);
let stop = () => {};

async function show(viewId: string) {
  const sample = SAMPLES[viewId] as { task: Task; config: Partial<AppConfig> };
  const config = {
    keymap: {},
    keymap_by_label: {},
    choice_style: "single",
    view_id: viewId,
    ...sample.config,
  } as AppConfig;
  const theme = resolveTheme(config);
  const { spans: _, relations: __, accept: ___, ...task } = sample.task;
  const store: Store = createStore({ ...INITIAL_STATE, current: makeItem(task as Task, 1) });
  const View = (await getView(viewId)?.load())?.default as ComponentType<ViewProps>;
  function Shell() {
    const { current } = useSyncExternalStore(store.subscribe, store.getState);
    if (!current) return null;
    return (
      <View
        {...{ config, theme, t }}
        task={current.task}
        original={current.original}
        update={(patch, options) =>
          store.dispatch({ type: "updated", key: null, patch, isUndoable: options?.undoable ?? true })
        }
        answer={() => {}}
        usesNumberKeys
      />
    );
  }
  const listen = (event: KeyboardEvent) => void dispatcher.handle(event);
  document.addEventListener("keydown", listen);
  const unregister = dispatcher.register("global", [
    { action: "undo_edit", keys: ["ctrl+z"], run: () => store.dispatch({ type: "editUndone" }) },
    { action: "redo_edit", keys: ["ctrl+shift+z"], run: () => store.dispatch({ type: "editRedone" }) },
  ]);
  const { container, unmount } = render(<Shell />);
  stop = () => {
    unmount();
    unregister();
    document.removeEventListener("keydown", listen);
  };
  const press = (key: string, more: KeyboardEventInit = {}) =>
    fireEvent.keyDown(document.body, { key, ctrlKey: true, ...more });
  return {
    container,
    task: () => store.getState().current?.task as Task,
    undo: () => press("z"),
    redo: () => press("Z", { shiftKey: true }),
  };
}

beforeEach(clearViewState);
afterEach(() => {
  stop();
  cleanup();
});

type Shown = Awaited<ReturnType<typeof show>>;
const click = (element: Element | null | undefined) => fireEvent.click(element as Element, { detail: 1 });
const relate =
  (head: number, child: number) =>
  ({ container }: Shown) => {
    const units = container.querySelectorAll("[data-unit]");
    for (const at of [head, child]) click(units[at]);
  };
const pick =
  (index: number) =>
  ({ container }: Shown) =>
    click(container.querySelectorAll(".prodigy-option > input")[index]);
const mark =
  (position: number) =>
  ({ container }: Shown) =>
    tokenPointer(container).doubleClick(position);
const tag =
  (position: number) =>
  ({ container }: Shown) =>
    tokenPointer(container).click(position);

/** Two edits per view, and the key that they write. */
const EDITS: [viewId: string, key: string, first: (shown: Shown) => void, second: (shown: Shown) => void][] = [
  ["ner_manual", "spans", mark(0), mark(4)],
  ["spans_manual", "spans", mark(0), mark(4)],
  ["pos_manual", "spans", tag(0), tag(2)],
  ["relations", "relations", relate(0, 1), relate(2, 0)],
  ["choice", "accept", pick(0), pick(1)],
];

it.each(EDITS)("%s: takes edits back and makes them again", async (viewId, key, first, second) => {
  const shown = await show(viewId);
  const versions = [structuredClone(shown.task())];
  for (const edit of [first, second]) {
    edit(shown);
    versions.push(structuredClone(shown.task()));
  }
  expect(versions.map((task) => key in task)).toEqual([false, true, true]);
  expect(versions[2]).not.toEqual(versions[1]);
  shown.undo();
  expect(shown.task()).toEqual(versions[1]);
  shown.undo();
  expect(shown.task()).toEqual(versions[0]);
  shown.undo();
  shown.redo();
  shown.redo();
  expect(shown.task()).toEqual(versions[2]);
  // And it is drawn: what a click does next depends on what is seen.
  shown.undo();
  second(shown);
  expect(shown.task()).toEqual(versions[2]);
});

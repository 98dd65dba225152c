/** The components of views, loaded once for the whole page and always the same for the same view. */
import { createElement, lazy, type ComponentType, type ReactElement } from "react";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import { loadRest } from "../i18n";
import PLAIN_VIEWS from "../i18n/plainViews.json";
import { getView } from "./registry";
import type { ViewDefinition, ViewProps } from "./types";

type ViewComponent = ComponentType<ViewProps>;

const loaded = new Map<string, ViewComponent>();
/** Views that had to be drawn before they were loaded. */
const awaited = new Map<string, ViewComponent>();
/** Views inside of others that did not come: their place on the card says so. */
const failed = new Set<string>();

async function loadOne(view: ViewDefinition): Promise<void> {
  const module = await loadWithWords(view);
  if (!loaded.has(view.id)) loaded.set(view.id, module.default);
}

/** A view that is drawn has its words, also if it was loaded when the words were those of another language. */
async function loadWithWords(view: ViewDefinition): ReturnType<ViewDefinition["load"]> {
  const [module] = await Promise.all([view.load(), PLAIN_VIEWS.includes(view.id) || loadRest()]);
  return module;
}

/** Views inside of others, once each. Nothing contains itself. */
function nestedViews(view: ViewDefinition, task: Task, config: AppConfig): ViewDefinition[] {
  const ids = new Set(view.nested?.(task, config) ?? []);
  return [...ids].flatMap((id) => (id === view.id || typeof id !== "string" ? [] : (getView(id) ?? [])));
}

/**
 * Load a view and those inside of it once; after that they are there at the first drawing: a card that is seen can be
 * answered, and custom code finds all of it in the DOM. One inside that fails to load is tried again when it is drawn.
 */
export async function loadView(view: ViewDefinition, task = {} as Task, config = {} as AppConfig): Promise<void> {
  await Promise.all([loadOne(view), ...nestedViews(view, task, config).map(loadInside)]);
}

function loadInside(view: ViewDefinition): Promise<void> {
  return loadOne(view).catch(() => void failed.add(view.id));
}

/** Load views that will be needed. */
export async function preloadViews(viewIds: readonly string[]): Promise<void> {
  await Promise.all(viewIds.flatMap((id) => getView(id) ?? []).map(loadInside));
}

export function isLoaded(view: ViewDefinition, task: Task, config: AppConfig): boolean {
  return [view, ...nestedViews(view, task, config)].every(({ id }) => loaded.has(id) || failed.has(id));
}

/**
 * A view on a card, or inside of another view. One that is not loaded suspends.
 *
 * It goes on as the component it began with: another one would mount it afresh, and what was going on in it would be
 * lost.
 */
export function drawView(view: ViewDefinition, props: ViewProps): ReactElement {
  return createElement(awaited.get(view.id) ?? loaded.get(view.id) ?? suspended(view), props);
}

function suspended(view: ViewDefinition): ViewComponent {
  const component = lazy(() => loadWithWords(view));
  awaited.set(view.id, component);
  return component;
}

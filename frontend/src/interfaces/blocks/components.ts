/** The views inside of other views (blocks, pages, review), loaded once for the whole page. */
import { lazy, type ComponentType } from "react";
import { getView } from "../registry";
import type { ViewProps } from "../types";

/** Loaded ahead when nobody says which blocks there are: small, and most cards of blocks are made of them. */
const LIGHT = ["text", "html", "ner", "ner_manual", "choice", "classification", "text_input"];

const loaded = new Map<string, ComponentType<ViewProps>>();
const awaited = new Map<string, ComponentType<ViewProps>>();

/**
 * Load views before the card is drawn, so that custom code finds all blocks in the DOM when the task is announced.
 * A view that fails to load is tried again when it is drawn.
 */
export async function preloadBlocks(viewIds: readonly string[] = LIGHT): Promise<void> {
  await Promise.allSettled(
    viewIds.map(async (viewId) => {
      const view = viewId === "blocks" ? undefined : getView(viewId);
      if (view && !loaded.has(viewId)) loaded.set(viewId, (await view.load()).default);
    }),
  );
}

/**
 * The component of a view; undefined if there is no such view. Always the same one for the same view: another one would
 * mount the block afresh, and what was going on in it would be lost.
 */
export function blockComponent(viewId: string): ComponentType<ViewProps> | undefined {
  const known = awaited.get(viewId) ?? loaded.get(viewId);
  const view = getView(viewId);
  if (known || !view) return known;
  const made = lazy(view.load);
  awaited.set(viewId, made);
  return made;
}

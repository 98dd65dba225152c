/**
 * All views by id. Every folder next to this file that has a `definition.ts` is a view: adding one
 * means adding a folder. Definitions are small and load their component on demand.
 */
import type { ViewDefinition } from "./types";

const modules = import.meta.glob<{ definition: ViewDefinition }>("./*/definition.ts", {
  eager: true,
});

/** Video is drawn by the audio views. */
const ALIASES: Record<string, string> = { video: "audio", video_manual: "audio_manual" };

export const VIEWS: Record<string, ViewDefinition> = Object.fromEntries(
  Object.values(modules).map(({ definition }) => [definition.id, definition]),
);

export function getView(viewId: string): ViewDefinition | undefined {
  return VIEWS[ALIASES[viewId] ?? viewId];
}

/**
 * All views by id. Every folder next to this file that has a `definition.ts` is a view: adding one
 * means adding a folder. Definitions are small and load their component on demand.
 */
import { VIEW_ALIASES, VIEW_FACTS } from "../model/views";
import type { ViewDefinition } from "./types";

export interface RegisteredView extends ViewDefinition {
  isManual: boolean;
}

const modules = import.meta.glob<{ definition: ViewDefinition }>("./*/definition.ts", {
  eager: true,
});

export const VIEWS: Readonly<Record<string, RegisteredView>> = Object.fromEntries(
  Object.values(modules).map(({ definition }) => [
    definition.id,
    { ...definition, isManual: VIEW_FACTS[definition.id].isManual },
  ]),
);

export function getView(viewId: string): RegisteredView | undefined {
  return VIEWS[VIEW_ALIASES[viewId] ?? viewId];
}

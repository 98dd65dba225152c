import { VIEW_ALIASES, VIEW_FACTS, type ViewFacts } from "./views";

/** What a view shows and writes; undefined if there is no such view. */
export function findFacts(viewId: string): ViewFacts | undefined {
  const id = VIEW_ALIASES[viewId] ?? viewId;
  return Object.hasOwn(VIEW_FACTS, id) ? VIEW_FACTS[id as keyof typeof VIEW_FACTS] : undefined;
}

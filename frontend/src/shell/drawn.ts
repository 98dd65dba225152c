/** Taking the place of the first task as the server has drawn it, so that nobody sees it happen. */
import { EARLY, findDrawn } from "../model/drawn";
import type { Engine } from "../store/engine";

let top = 0;

/** Notes how far the drawn text was scrolled; called right before it is replaced. */
export function noteScroll(): void {
  top = findDrawn()?.querySelector(".prodigy-annotator")?.scrollTop ?? 0;
}

/** RETURNS: Where the first task is to begin (px), once; 0 for every other one. */
export function takeScroll(): number {
  const first = top;
  top = 0;
  return first;
}

/** What was pressed before anything could answer is not used: nobody knows what it was for. It is said. */
export function tellOfEarlyKeys(drawn: HTMLElement | null, engine: Pick<Engine, "notify">): void {
  if (drawn?.dataset[EARLY]) engine.notify({ id: "early", kind: "info", title: "early_keys", expires: 8000 });
}

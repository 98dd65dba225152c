/**
 * A double-click answers one task. Its second click would fall on the next task, wherever on the page the first one
 * was: a button, an option that answers by itself, a button of custom code. Whoever clicks fast on purpose is slower.
 */
import type { EffectContext } from "./context";

/** A second click this soon (ms) belongs to the first. Nobody reads a task in that time. */
const DOUBLE_MS = 300;

export function doubleClicks({ store }: Pick<EffectContext, "store">): () => void {
  let count = 0;
  let time = -Infinity;

  function onClick(event: MouseEvent): void {
    const answered = store.getState().nextSeq;
    const isSecond = event.detail > 1 && event.timeStamp - time < DOUBLE_MS;
    if (isSecond && answered !== count) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    time = event.timeStamp;
    count = answered;
  }

  window.addEventListener("click", onClick, { capture: true });
  return () => window.removeEventListener("click", onClick, { capture: true });
}

/**
 * A double-click answers one task. Its second click would fall on the next task, wherever on the page the first one
 * was: a button, an option that answers by itself, a button of custom code. Whoever clicks fast on purpose is slower.
 */
import type { EffectContext } from "./context";

/** A second click this soon (ms) belongs to the first. Nobody reads a task in that time. */
const DOUBLE_MS = 300;
/** And this near (px). A finger and a mouse that take turns are counted together by browsers. */
const DOUBLE_PX = 24;

export function doubleClicks({ store }: Pick<EffectContext, "store">): () => void {
  let count = 0;
  let time = -Infinity;
  let x = 0;
  let y = 0;

  function onClick(event: MouseEvent): void {
    const answered = store.getState().nextSeq;
    const isNear = Math.hypot(event.clientX - x, event.clientY - y) < DOUBLE_PX;
    const isSecond = event.detail > 1 && isNear && event.timeStamp - time < DOUBLE_MS;
    if (isSecond && answered !== count) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    time = event.timeStamp;
    x = event.clientX;
    y = event.clientY;
    count = answered;
  }

  window.addEventListener("click", onClick, { capture: true });
  return () => window.removeEventListener("click", onClick, { capture: true });
}

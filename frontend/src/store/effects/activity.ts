/** Tells the server that somebody works here, so that nobody else is given these tasks. */
import { momentOf } from "../figures";
import { sessionOf, type EffectContext } from "./context";

const INTERVAL_MS = 20_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

export function activity(context: EffectContext): () => void {
  let last = -Infinity;

  function onSign(): void {
    const now = Date.now();
    if (!context.store.getState().isActive || now - last < INTERVAL_MS) return;
    last = now;
    const moment = momentOf(context.store.getState());
    context.client.reportActivity(sessionOf(context)).then(
      // What others have done meanwhile shows, too.
      (counts) => context.store.dispatch({ type: "counted", counts, moment }),
      () => {},
    );
  }

  for (const sign of SIGNS) document.addEventListener(sign, onSign, { passive: true });
  return () => {
    for (const sign of SIGNS) document.removeEventListener(sign, onSign);
  };
}

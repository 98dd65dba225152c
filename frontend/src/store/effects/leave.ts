/** What happens to the outbox when the page goes away. */
import { toPayload } from "../outbox";
import { wouldLoseAnswers } from "../selectors";
import type { EffectContext } from "./context";

/** Installs the handlers and returns the function that removes them. */
export function leave({ store, client, newId }: EffectContext): () => void {
  function onPageHide(): void {
    const { unsent, sessionId, isActive } = store.getState();
    // What was tried before keeps its own batch id and stays in the browser's storage.
    const fresh = unsent.filter(({ batchId }) => !batchId);
    if (!isActive || !fresh.length) return;
    const batchId = newId();
    if (!client.leaveAnswers(fresh.map(toPayload), sessionId, batchId)) return;
    store.dispatch({ type: "handedOver", batchId, seqs: fresh.map(({ seq }) => seq) });
  }

  function onBeforeUnload(event: BeforeUnloadEvent): void {
    if (wouldLoseAnswers(store.getState())) event.preventDefault();
  }

  window.addEventListener("pagehide", onPageHide);
  window.addEventListener("beforeunload", onBeforeUnload);
  return () => {
    window.removeEventListener("pagehide", onPageHide);
    window.removeEventListener("beforeunload", onBeforeUnload);
  };
}

/** What happens to the outbox when the page goes away. */
import { toPayload } from "../outbox";
import { wouldLoseAnswers } from "../selectors";
import { sessionOf, type EffectContext } from "./context";

/** Installs the handlers and returns the function that removes them. */
export function leave(context: EffectContext): () => void {
  const { store, client, newId } = context;

  function onPageHide(): void {
    const { unsent, withdrawn, isActive, isClosing } = store.getState();
    // What was tried before keeps its own batch id and stays in the browser's storage.
    const fresh = unsent.filter(({ batchId }) => !batchId);
    if (!(isActive || isClosing) || !fresh.length) return;
    const batchId = newId();
    if (!client.leaveAnswers(fresh.map(toPayload), sessionOf(context), batchId, withdrawn)) return;
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

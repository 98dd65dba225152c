/** The connection is back: what one request or the browser found out, the others need not wait for. */
import type { Store } from "../createStore";
import type { Effect } from "./context";

export function reconnect({ getState }: Pick<Store, "getState">, retry: () => void): Effect {
  let wasOffline = false;
  window.addEventListener("online", retry);
  return {
    run() {
      const { isOffline } = getState();
      if (wasOffline && !isOffline) retry();
      wasOffline = isOffline;
    },
    stop: () => window.removeEventListener("online", retry),
  };
}

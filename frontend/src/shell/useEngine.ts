/** The only way from components to the store. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Engine } from "../store/engine";
import type { State } from "../store/types";

export const EngineContext = createContext<Engine | null>(null);

export function useEngine(): Engine {
  const engine = useContext(EngineContext);
  if (!engine) throw new Error("This component needs an EngineContext.");
  return engine;
}

/** A part of the state. The selector must return the same object while nothing changed. */
export function useSelector<T>(select: (state: State) => T): T {
  const { store } = useEngine();
  return useSyncExternalStore(store.subscribe, () => select(store.getState()));
}

/** How much is seen of each message. */
import { useCallback, useMemo, useState } from "react";
import type { Openness } from "../shared/messages/MessageView";

interface State {
  /** Of all that have not been changed one by one. */
  usual: Openness;
  own: ReadonlyMap<number, Openness>;
}

export function useOpenness() {
  const [{ usual, own }, setState] = useState<State>({ usual: "folded", own: new Map() });
  const set = useCallback((index: number, openness: Openness) => {
    setState((before) => ({ ...before, own: new Map(before.own).set(index, openness) }));
  }, []);
  const toggleAll = useCallback(() => {
    setState((before) => ({ usual: before.usual === "closed" ? "folded" : "closed", own: new Map() }));
  }, []);
  return useMemo(
    () => ({
      of: (index: number): Openness => own.get(index) ?? usual,
      set,
      toggleAll,
      isAllClosed: usual === "closed",
    }),
    [usual, own, set, toggleAll],
  );
}

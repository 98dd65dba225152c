import { useCallback, useEffect, useRef } from "react";
import { focusKind, isPageFocused, passFocus, type FocusKind } from "./focus";
import { useEngine } from "./useEngine";

/** Views that measure their text draw what can have the focus a moment after the card. */
const MAX_FRAMES = 30;

/** Lets the focus travel with the task. Returns what to call when a task is in the DOM. */
export function useFocusTravel(): () => void {
  const { store } = useEngine();
  const held = useRef<FocusKind | null>(null);
  const frame = useRef(0);

  useEffect(() => {
    let { current } = store.getState();
    // The store speaks before anything is drawn anew, so the old card is still there.
    return store.subscribe(() => {
      const next = store.getState().current;
      if (next?.key !== current?.key) held.current = focusKind() ?? held.current;
      current = next;
    });
  }, [store]);

  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  return useCallback(() => {
    cancelAnimationFrame(frame.current);
    const restore = (framesLeft: number) => {
      if (!held.current) return;
      // A focus that is elsewhere was put there. A task without such a thing leaves it to the next one.
      if (!isPageFocused() || passFocus(held.current)) held.current = null;
      else if (framesLeft) frame.current = requestAnimationFrame(() => restore(framesLeft - 1));
    };
    restore(MAX_FRAMES);
  }, []);
}

/** The keys of the list, where nobody types and no window is open. */
import { useEffect } from "react";
import { useNewest } from "../../hooks/useNewest";
import { isTextField } from "../../keymap/dispatcher";

/** By `event.key`; a capital letter is the key with shift. */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

export function useListKeys(keys: Keys, isOn: boolean): void {
  const newest = useNewest(keys);
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const { target } = event;
      const inField = isTextField(target) || (target instanceof HTMLInputElement && target.type === "radio");
      if (inField && event.key !== "Escape") return;
      // Enter and space belong to the control that has the focus.
      const onControl = target instanceof Element && target.matches("button, a[href], summary, input");
      if (onControl && (event.key === "Enter" || event.key === " ")) return;
      const run = newest.current[event.key];
      if (!run) return;
      event.preventDefault();
      event.stopPropagation();
      run(event);
    };
    // Before the views on the cards, which have keys of their own.
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [isOn, newest]);
}

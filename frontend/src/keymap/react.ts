/** Shortcuts of components, registered while they are mounted. */
import { useEffect, useLayoutEffect } from "react";
import { useNewest } from "../hooks/useNewest";
import { Dispatcher, type Layer, type Shortcut } from "./dispatcher";

export type { Shortcut } from "./dispatcher";

/** The one dispatcher of the page. */
export const dispatcher = new Dispatcher();

/**
 * Registers shortcuts while the component is mounted.
 *
 * Use the layer "labels" for keys of labels and options, so that actions of the view win over them.
 * The functions may change with every render; the newest are called.
 */
export function useShortcuts(shortcuts: Shortcut[], layer: Layer = "view"): void {
  const newest = useNewest(shortcuts);
  const signature = shortcuts.map((s) => `${s.action}:${s.label ?? ""}:${s.keys.join(" ")}`).join("|");
  // With the drawing itself, not after it: a key may follow at once.
  useLayoutEffect(() => {
    const stable = newest.current.map((shortcut, index) => ({
      ...shortcut,
      run: (event: KeyboardEvent) => newest.current[index]?.run(event),
      when: (key?: string) => newest.current[index]?.when?.(key) ?? true,
    }));
    return dispatcher.register(layer, stable);
  }, [signature, layer, newest]);
}

/** Keeps all other shortcuts quiet while a modal is open. */
export function useModalKeys(isOpen: boolean): void {
  useEffect(() => (isOpen ? dispatcher.openModal() : undefined), [isOpen]);
}

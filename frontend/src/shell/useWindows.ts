/** Which window is open, and whether the instructions stand beside the card. */
import { useCallback, useEffect, useState } from "react";
import type { AppConfig } from "../model/config";
import { noteInstructions, seenInstructions } from "./seenInstructions";
import type { WindowName } from "./windows";

export interface Windows {
  /** The one that is open. */
  name: WindowName | null;
  isPinned: boolean;
  /** The instructions are newer than what this annotator has seen. */
  isUpdated: boolean;
  open(name: WindowName): void;
  close(): void;
  pin(): void;
  unpin(): void;
}

export function hasInstructions({ instructions }: AppConfig): boolean {
  return typeof instructions === "string" && instructions !== "";
}

/** Whether the instructions come up by themselves. */
export function opensInstructions(config: AppConfig): boolean {
  return config.instructions_first && hasInstructions(config) && seenInstructions(config) !== "this";
}

export function useWindows(config: AppConfig): Windows {
  // Looked up once: opening them makes them seen.
  const [seen] = useState(() => (hasInstructions(config) ? seenInstructions(config) : "this"));
  const [name, setName] = useState<WindowName | null>(() =>
    config.instructions_first && seen !== "this" ? "help" : null,
  );
  const [isPinned, setIsPinned] = useState(false);
  useEffect(() => {
    if (name === "help") noteInstructions(config);
  }, [name, config]);
  const close = useCallback(() => setName(null), []);
  const pin = useCallback(() => {
    setIsPinned(true);
    setName(null);
  }, []);
  const unpin = useCallback(() => setIsPinned(false), []);
  return { name, isPinned, isUpdated: seen === "older", open: setName, close, pin, unpin };
}

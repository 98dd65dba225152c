/**
 * The range under a pointer that drags. It changes with every token that the pointer reaches, so only the text that
 * shows it listens, and not the whole view.
 */
import { useSyncExternalStore } from "react";
import type { TokenRange } from "../../../text/alignSpans";

export interface Preview {
  get(): TokenRange | null;
  set(range: TokenRange | null): void;
  subscribe(listener: () => void): () => void;
}

export function makePreview(): Preview {
  let now: TokenRange | null = null;
  const listeners = new Set<() => void>();
  return {
    get: () => now,
    set(range) {
      if (now?.from === range?.from && now?.to === range?.to) return;
      now = range;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** For texts without a pointer. */
export const NO_PREVIEW = makePreview();

export function usePreview(preview: Preview): TokenRange | null {
  return useSyncExternalStore(preview.subscribe, preview.get);
}

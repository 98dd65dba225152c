/** Pointer events on tokens, while the text is there: reports gestures, and the range under a drag. */
import { useLayoutEffect, useState, type RefObject } from "react";
import { useNewest } from "../../../hooks/useNewest";
import { PointerListener, type TokenPointerHandlers } from "./pointerListener";
import { makePreview, type Preview } from "./preview";

export type { TokenPointerHandlers } from "./pointerListener";

export interface TokenPointer {
  /** The range under the pointer while it drags. */
  preview: Preview;
  isDragging: boolean;
}

export function useTokenPointer(
  container: RefObject<HTMLElement | null>,
  handlers: TokenPointerHandlers,
  isEnabled: boolean,
): TokenPointer {
  const [preview] = useState(makePreview);
  const [isDragging, setDragging] = useState(false);
  const newest = useNewest(handlers);

  useLayoutEffect(() => {
    const box = container.current;
    if (!box || !isEnabled) return;
    const listener = new PointerListener(
      box,
      () => newest.current,
      (range) => {
        preview.set(range);
        setDragging(range !== null);
      },
    );
    return () => listener.stop();
  }, [container, isEnabled, preview, newest]);

  return { preview, isDragging };
}

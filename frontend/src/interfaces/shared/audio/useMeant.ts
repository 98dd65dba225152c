/** Of several recordings on one card, keys mean the one that was used last, and at first the first. */
import { useCallback, useLayoutEffect, type RefObject } from "react";

const present: RefObject<HTMLElement | null>[] = [];
let meant: RefObject<HTMLElement | null> | null = null;

/** RETURNS: Whether keys mean this recording now. */
export function useMeant(box: RefObject<HTMLElement | null>): () => boolean {
  useLayoutEffect(() => {
    present.push(box);
    const use = () => {
      meant = box;
    };
    const element = box.current;
    element?.addEventListener("pointerdown", use, { capture: true });
    element?.addEventListener("focusin", use);
    return () => {
      present.splice(present.indexOf(box), 1);
      if (meant === box) meant = null;
      element?.removeEventListener("pointerdown", use, { capture: true });
      element?.removeEventListener("focusin", use);
    };
  }, [box]);
  return useCallback(() => (meant ?? present[0]) === box, [box]);
}

/** Which of several pictures on a card the keys are for. */
import { useLayoutEffect, type RefObject } from "react";
import { useStable } from "../../hooks/useStable";

let lastUsed: Element | null = null;

const isPage = (element: Element | null) => element === null || element === document.body;

/** Whether nothing of the page has the focus, or the frame of the picture: then arrows and enter are for the picture. */
export const isOnPicture = (): boolean => {
  const { activeElement } = document;
  return isPage(activeElement) || activeElement?.closest("[data-shape-frame]") !== null;
};

/**
 * RETURNS: A function that says whether keys are for this view: the focus is in it, or nowhere, and no other picture was
 * worked on since.
 */
export function useIsMine(root: RefObject<HTMLElement | null>): () => boolean {
  useLayoutEffect(() => {
    const element = root.current;
    const use = () => {
      lastUsed = element;
    };
    element?.addEventListener("pointerdown", use);
    element?.addEventListener("focusin", use);
    return () => {
      element?.removeEventListener("pointerdown", use);
      element?.removeEventListener("focusin", use);
      if (lastUsed === element) lastUsed = null;
    };
  }, [root]);
  return useStable(() => {
    const { activeElement } = document;
    const isElsewhere = activeElement?.closest("[data-shape-view]") ?? null;
    if (isElsewhere) return isElsewhere === root.current;
    return lastUsed === null || !lastUsed.isConnected || lastUsed === root.current;
  });
}

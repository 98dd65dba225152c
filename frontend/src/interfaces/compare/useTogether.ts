/** Shows what loads at different speed at once, so that neither part is seen first. */
import { useEffect, useState, type RefObject } from "react";

/** Then what is there is shown, however long the rest takes (ms). */
const PATIENCE_MS = 10_000;

/** Whether all images inside of an element have come, or will not come, and none of its parts is empty. */
function isComplete(element: Element): boolean {
  const images = [...element.querySelectorAll("img")];
  // Hidden ones would wait until somebody scrolls to them.
  for (const image of images) image.loading = "eager";
  return (
    images.every((image) => image.complete) &&
    // Before a picture is asked for, the server is asked how large it is.
    !element.querySelector(".prodigy-image[data-loading]") &&
    [...element.querySelectorAll(".prodigy-candidate-content")].every((part) => part.childElementCount > 0)
  );
}

/** RETURNS: Whether everything inside of the element is there. */
export function useTogether(ref: RefObject<HTMLElement | null>): boolean {
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || isReady) return;
    const check = () => {
      if (isComplete(element)) setReady(true);
    };
    const observer = new MutationObserver(check);
    observer.observe(element, { childList: true, subtree: true, attributeFilter: ["data-loading"] });
    // Neither of them bubbles.
    element.addEventListener("load", check, true);
    element.addEventListener("error", check, true);
    const timer = setTimeout(() => setReady(true), PATIENCE_MS);
    check();
    return () => {
      observer.disconnect();
      element.removeEventListener("load", check, true);
      element.removeEventListener("error", check, true);
      clearTimeout(timer);
    };
  }, [ref, isReady]);
  return isReady;
}

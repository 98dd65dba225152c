/** Long texts: bring the first span into sight when a task appears. */
import { useEffect, type RefObject } from "react";

/** Room that the answer buttons take at the bottom of the window (px). */
const BOTTOM_PX = 140;

export function useScrollToFirstSpan(container: RefObject<HTMLElement | null>, taskHash: number): void {
  useEffect(() => {
    // One frame later: the shell scrolls to the top when it shows a task, and that must come first.
    const frame = requestAnimationFrame(() => {
      // A preview in a list must not pull the page to itself.
      if (container.current?.closest("[inert], [data-prodigy-preview]")) return;
      const span = container.current?.querySelector(".prodigy-span, [data-span]");
      if (span && span.getBoundingClientRect().bottom > window.innerHeight - BOTTOM_PX) {
        span.scrollIntoView({ block: "center" });
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [container, taskHash]);
}

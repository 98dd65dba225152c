/** Long rows: bring the first arc into sight when a task appears. */
import { useEffect, type RefObject } from "react";

export function useScrollToFirstArc(container: RefObject<HTMLElement | null>, taskHash: number): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const box = container.current;
      const label = box?.querySelector(".prodigy-relation-label");
      if (!box || !label || box.scrollWidth <= box.clientWidth) return;
      const seen = box.getBoundingClientRect();
      const first = [...box.querySelectorAll(".prodigy-relation-label")].reduce((best, one) =>
        distance(one, seen) < distance(best, seen) ? one : best,
      );
      const { left, right } = first.getBoundingClientRect();
      if (left >= seen.left && right <= seen.right) return;
      box.scrollLeft += (left + right) / 2 - (seen.left + seen.right) / 2;
    });
    return () => cancelAnimationFrame(frame);
  }, [container, taskHash]);
}

/** How far a label is from the start of the row, in either direction of writing. */
function distance(label: Element, box: DOMRect): number {
  const { left, right } = label.getBoundingClientRect();
  return Math.abs((left + right) / 2 - (box.left + box.right) / 2);
}

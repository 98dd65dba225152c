/** Labels that would stick out of the text at the end of a line are moved back inside. */
import { useLayoutEffect, type RefObject } from "react";

interface Edge {
  left: number;
  right: number;
}

/** How far a label has to move (px, negative to the left) to stay inside. */
export function fitShift(chip: Edge, box: Edge): number {
  if (chip.right > box.right) return Math.max(box.right - chip.right, box.left - chip.left);
  if (chip.left < box.left) return Math.min(box.left - chip.left, box.right - chip.right);
  return 0;
}

export function useChipFit(container: RefObject<HTMLElement | null>, changes: readonly unknown[]): void {
  useLayoutEffect(() => {
    const box = container.current;
    if (!box || typeof ResizeObserver === "undefined") return;
    const fit = () => {
      const bounds = box.getBoundingClientRect();
      const chips = [...box.querySelectorAll<HTMLElement>("[data-chip]")];
      // First read everything, then write: one layout instead of one per label.
      const shifts = chips.map((chip) => {
        const { left, right } = chip.getBoundingClientRect();
        const present = Number(chip.dataset.shift ?? 0);
        return fitShift({ left: left - present, right: right - present }, bounds);
      });
      chips.forEach((chip, i) => {
        const shift = Math.round(shifts[i] ?? 0);
        if (Number(chip.dataset.shift ?? 0) === shift) return;
        if (shift) chip.dataset.shift = String(shift);
        else delete chip.dataset.shift;
        chip.style.setProperty("--shift", `${shift}px`);
      });
    };
    fit();
    let width = box.clientWidth;
    const observer = new ResizeObserver(() => {
      if (box.clientWidth !== width) fit();
      width = box.clientWidth;
    });
    observer.observe(box);
    return () => observer.disconnect();
    // The caller says when the labels may have moved.
  }, [container, ...changes]);
}

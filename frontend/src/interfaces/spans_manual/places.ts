/** Where the DOM has things: the places of presses, and the points at which a list of spans opens. */
import { tokenElement, tokenOfNode } from "../../text/domSelection";
import type { Place } from "./presses";
import type { ChooserPlace } from "./SpanChooser";

export function readPlace(target: Element): Place {
  const gap = target.closest<HTMLElement>("[data-gap]")?.dataset.gap;
  return {
    token: tokenOfNode(target),
    gap: gap === undefined ? null : Number(gap),
    isChip: target.closest("[data-chip]") !== null,
  };
}

/** A point of the window in the frame of the text, a little below the pointer. */
export function placeAt(box: HTMLElement | null, point: { clientX: number; clientY: number }): ChooserPlace {
  const frame = (box?.offsetParent ?? box)?.getBoundingClientRect();
  return { x: point.clientX - (frame?.left ?? 0) - 16, y: point.clientY - (frame?.top ?? 0) + 14 };
}

export function placeBelow(box: HTMLElement | null, position: number): ChooserPlace | null {
  const rect = box && tokenElement(box, position)?.getBoundingClientRect();
  return rect ? placeAt(box, { clientX: rect.left + 16, clientY: rect.bottom }) : null;
}

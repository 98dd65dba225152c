/** Where a range of tokens begins and ends in the frame of the text, for what floats beside it. */
import { useLayoutEffect, useState, type CSSProperties, type RefObject } from "react";
import type { TokenRange } from "../../../text/alignSpans";
import { tokenElement } from "../../../text/domSelection";
import { getPlacedText } from "../../../text/placedText";

export interface Place {
  x: number;
  y: number;
}

/** Places in px: below the first and last token, and for a control of the given width. */
export interface Places {
  start: Place;
  end: Place;
  menu: Place;
  /** Height of a line of tokens. */
  height: number;
}

/** Half of a handle (px). */
const HANDLE_PX = 9;

/** Where a control stands, and how high a line is there. */
export function placeStyle({ x, y }: Place, { height }: Places): CSSProperties {
  return { left: x, top: y, "--line-height": `${height}px` } as CSSProperties;
}

/**
 * How far above the pointer the token is that a handle is dragged to (px). Where lines stand close together, the first
 * handle is above its token instead of below.
 */
export function handleLift(box: HTMLElement, side: "from" | "to", { height }: Places, usual: number): number {
  return side === "from" && getPlacedText(box) ? -(HANDLE_PX + height / 2) : usual;
}

/** Widest control that still fits at the end of a line. */
const MENU_WIDTH_PX = 230;

export function measureRange(box: HTMLElement, range: TokenRange): Places | null {
  const first = tokenElement(box, range.from)?.getClientRects()[0];
  const last = [...(tokenElement(box, range.to)?.getClientRects() ?? [])].at(-1);
  const frame = (box.offsetParent ?? box).getBoundingClientRect();
  if (!first || !last) return null;
  const isReversed = getComputedStyle(box).direction === "rtl";
  const startX = (isReversed ? first.right : first.left) - frame.left;
  const endX = (isReversed ? last.left : last.right) - frame.left;
  const right = Math.max(0, box.clientWidth - MENU_WIDTH_PX);
  return {
    start: { x: startX, y: first.bottom - frame.top },
    end: { x: endX, y: last.bottom - frame.top },
    menu: { x: Math.max(0, Math.min(endX - 20, right)), y: last.bottom - frame.top + 8 },
    height: last.height,
  };
}

/** The places of a range, also after the text was resized. */
export function usePlaces(
  container: RefObject<HTMLElement | null>,
  from: number,
  to: number,
  drawn?: unknown,
): Places | null {
  const [places, setPlaces] = useState<Places | null>(null);
  useLayoutEffect(() => {
    const box = container.current;
    if (!box) return;
    const measure = () => setPlaces(measureRange(box, { from, to }));
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [container, from, to, drawn]);
  return places;
}

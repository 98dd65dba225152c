/** Sizes that only the browser knows. */
import { keepList } from "../../../text/sameList";
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { useKept } from "../../../hooks/useKept";

/** Padding of a label and its border, both sides (px). */
const LABEL_PADDING = 17;
/** Longer labels are cut off (px). */
export const LABEL_MAX = 180;
const ESTIMATED_LETTER = 7;
/** Width of a unit until it is measured (px). */
const UNKNOWN_PX = 40;
const NOTHING: ReadonlyMap<string, number> = new Map();

let canvas: CanvasRenderingContext2D | null | undefined;
let canvasFont = "";

/**
 * The width of a label chip (px), in the font that the stylesheet gives it.
 *
 * version: Of the fonts that are there: the same name may be another font when it has been loaded.
 */
export function makeLabelMeasure(font: string, version: number): (label: string) => number {
  const known = new Map<string, number>();
  return (label) => {
    const before = known.get(label);
    if (before !== undefined) return before;
    const width = Math.min(LABEL_MAX, Math.ceil(textWidth(label, `700 13px ${font}`, version)) + LABEL_PADDING);
    known.set(label, width);
    return width;
  };
}

function textWidth(text: string, font: string, version: number): number {
  if (typeof CanvasRenderingContext2D === "undefined") return text.length * ESTIMATED_LETTER;
  canvas ??= document.createElement("canvas").getContext("2d");
  if (!canvas) return text.length * ESTIMATED_LETTER;
  const key = `${version} ${font}`;
  if (canvasFont !== key) {
    canvas.font = font;
    canvasFont = key;
  }
  return canvas.measureText(text).width;
}

/** Counts up when fonts arrive, because every measure taken before is wrong then. */
export function useFontVersion(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const { fonts } = document;
    if (!fonts?.addEventListener) return;
    const onLoad = () => setVersion((before) => before + 1);
    fonts.addEventListener("loadingdone", onLoad);
    return () => fonts.removeEventListener("loadingdone", onLoad);
  }, []);
  return version;
}

/** The inner width of an element (px), kept up to date; 0 until it is known or while it is hidden. */
export function useInnerWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const read = () => {
      const style = getComputedStyle(box);
      const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
      setWidth(Math.max(0, Math.floor(box.clientWidth - (padding || 0))));
    };
    read();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(read);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** How much larger an element is drawn than it is laid out; older browsers report sizes without it. */
function zoomOf(element: Element): number {
  return (element as { currentCSSZoom?: number }).currentCSSZoom ?? 1;
}

/**
 * The widths of units (px), measured before the browser paints.
 *
 * keys: One per unit; units with the same key have the same width, so an edit only measures what is new.
 * unitOf: The unit of an element by its `data-unit`. surroundings: When this changes, all measures are taken anew.
 * RETURNS: null as long as nothing has been measured.
 */
export function useUnitWidths(
  container: RefObject<HTMLElement | null>,
  keys: readonly string[],
  unitOf: readonly number[],
  surroundings: string,
): { widths: readonly number[]; isComplete: boolean } | null {
  const cache = useRef({ surroundings: "", widths: new Map<string, number>() });
  const [known, setKnown] = useState<ReadonlyMap<string, number>>(NOTHING);
  useLayoutEffect(() => {
    const box = container.current;
    if (!box) return;
    const isKnown = cache.current.surroundings === surroundings && keys.every((key) => cache.current.widths.has(key));
    // A hidden box has no sizes; it is measured when it shows. (Asking for its size costs a layout.)
    if (isKnown || (box.clientWidth === 0 && cache.current.widths.size > 0)) return;
    if (cache.current.surroundings !== surroundings) cache.current = { surroundings, widths: new Map() };
    const { widths } = cache.current;
    for (const element of box.querySelectorAll<HTMLElement>("[data-unit]")) {
      const key = keys[unitOf[Number(element.dataset.unit)] ?? -1];
      if (key !== undefined && !widths.has(key))
        widths.set(key, element.getBoundingClientRect().width / zoomOf(element));
    }
    setKnown(new Map(widths));
  }, [container, keys, unitOf, surroundings]);
  const widths = useKept<readonly number[]>(
    (before) =>
      keepList(
        before,
        keys.map((key) => known.get(key) ?? UNKNOWN_PX),
      ),
    [keys, known],
  );
  return known.size === 0 ? null : { widths, isComplete: keys.every((key) => known.has(key)) };
}

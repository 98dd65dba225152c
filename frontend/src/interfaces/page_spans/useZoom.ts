/** How wide a page is drawn, in proportion to the card: so that its words can be read, or as the annotator likes. */
import { useLayoutEffect, useMemo, useState, type RefObject } from "react";
import type { Size } from "../../geometry/points";
import { useViewState } from "../shared/viewState";
import { usualHeight, type Places } from "./geometry";
import { readableZoom } from "./model";

export function useZoom(frame: RefObject<HTMLElement | null>, places: readonly Places[], page: Size) {
  const [width, setWidth] = useState(0);
  const [chosen, setZoom] = useViewState<number | null>("page zoom", null);
  const height = useMemo(() => usualHeight(places), [places]);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return { zoom: chosen ?? readableZoom(height, page, width), setZoom };
}

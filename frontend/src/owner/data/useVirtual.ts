/** The rows that are on the screen, of a list of any length with rows of any height. */
import { useLayoutEffect, useReducer, useState, type RefObject } from "react";
import {
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";

export interface VirtualOptions {
  count: number;
  scroller: RefObject<HTMLDivElement | null>;
  /** What tells a row from others, wherever it stands. */
  keyOf(index: number): number | string;
  /** Pixels of a row that was never drawn. */
  estimate: number;
}

export type List = Virtualizer<HTMLDivElement, HTMLLIElement>;

/** The adapter for React that the library has in a package of its own, without what we don't need of it. */
export function useVirtual({ count, scroller, keyOf, estimate }: VirtualOptions): List {
  const [, draw] = useReducer((number: number) => number + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    getItemKey: keyOf,
    overscan: 4,
    gap: 14,
    paddingStart: 12,
    paddingEnd: 120,
    scrollPaddingStart: 12,
    scrollPaddingEnd: 90,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    measureElement,
    onChange: () => draw(),
  };
  const [list] = useState(() => new Virtualizer<HTMLDivElement, HTMLLIElement>(options));
  list.setOptions(options);
  useLayoutEffect(() => list._didMount(), [list]);
  useLayoutEffect(() => list._willUpdate());
  return list;
}

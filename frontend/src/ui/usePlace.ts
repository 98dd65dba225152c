/** Where a list beside its bar has room. */
import { useLayoutEffect, type RefObject } from "react";

/** Below the bar if so much of the list fits there, else where there is more room (px). */
const ENOUGH = 220;
/** The list is never higher than this part of the window. */
const MOST = 0.5;
/** To the next thing (px). */
const AIR = 8;

/** Keeps the box between the top of the page and the buttons, on the side of the bar where it has room. */
export function usePlace(box: RefObject<HTMLElement | null>) {
  useLayoutEffect(() => {
    const list = box.current;
    const bar = list?.parentElement;
    if (!list || !bar) return;
    const place = () => putBeside(bar, list);
    place();
    window.addEventListener("resize", place);
    document.addEventListener("scroll", place, { capture: true, passive: true });
    window.visualViewport?.addEventListener("resize", place);
    return () => {
      window.removeEventListener("resize", place);
      document.removeEventListener("scroll", place, { capture: true });
      window.visualViewport?.removeEventListener("resize", place);
    };
  }, [box]);
}

/** What is around, in pixels from the top of the window. */
export interface Surroundings {
  /** The bar. */
  top: number;
  bottom: number;
  /** Where the page and the buttons begin, and the window ends. */
  page: number;
  buttons: number;
  screen: number;
}

export interface Place {
  isUpwards: boolean;
  /** Most that the list may take (px). */
  height: number;
}

export function placeBeside({ top, bottom, page, buttons, screen }: Surroundings): Place {
  const below = Math.min(buttons, screen) - bottom - AIR;
  const above = top - page - AIR;
  const isUpwards = below < ENOUGH && above > below;
  // Where neither side has enough, over the buttons rather than with a list of one line.
  const room = Math.max(isUpwards ? above : below, Math.min(ENOUGH, screen - bottom - AIR));
  return { isUpwards, height: Math.min(room, Math.max(ENOUGH, MOST * screen)) };
}

function putBeside(bar: Element, list: HTMLElement) {
  const { top, bottom } = bar.getBoundingClientRect();
  const page = list.closest(".prodigy-annotator");
  const screen = window.visualViewport?.height ?? window.innerHeight;
  const buttons = page?.querySelector(".prodigy-buttons > button")?.getBoundingClientRect().top ?? screen;
  const around = { top, bottom, page: page?.getBoundingClientRect().top ?? 0, buttons, screen };
  const { isUpwards, height } = placeBeside(around);
  list.toggleAttribute("data-prodigy-upwards", isUpwards);
  list.style.maxHeight = `${height}px`;
}

/**
 * Which chunks of a long text have come near the window. Once drawn, a chunk stays drawn, but while it is far away the
 * browser leaves it out of styles, layout and painting.
 */
import { useEffect, useState, type RefObject } from "react";
import { useNewest } from "../../../hooks/useNewest";

/** Distance from the window at which a chunk is drawn (px). */
const MARGIN_PX = 800;

/**
 * isLazy: Only where `canWatch`. first: The numbers of chunks that are drawn from the start. onShow: A chunk that was
 * drawn before came near again.
 *
 * RETURNS: The numbers of all chunks that were ever near.
 */
export function useNearChunks(
  container: RefObject<HTMLElement | null>,
  isLazy: boolean,
  count: number,
  first: readonly number[],
  onShow: (id: number) => void,
): ReadonlySet<number> {
  const [near, setNear] = useState<ReadonlySet<number>>(() => new Set(first));
  const newest = useNewest({ near, onShow });

  useEffect(() => {
    const box = container.current;
    if (!isLazy || !box) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const came: number[] = [];
        const drawn = newest.current.near;
        for (const { target, isIntersecting, boundingClientRect } of entries) {
          const chunk = target as HTMLElement;
          const id = Number(chunk.dataset.chunk);
          if (isIntersecting) {
            if (!drawn.has(id)) came.push(id);
            else if (show(chunk)) newest.current.onShow(id);
          } else if (drawn.has(id) && boundingClientRect.height > 0) hide(chunk, boundingClientRect.height);
        }
        if (came.length > 0) setNear((before) => new Set([...before, ...came]));
      },
      // Margins only count for the box that scrolls, not for the window around it.
      { root: scrollParent(box), rootMargin: `${MARGIN_PX}px 0px` },
    );
    for (const chunk of box.querySelectorAll("[data-chunk]")) observer.observe(chunk);
    return () => observer.disconnect();
  }, [container, isLazy, count, newest]);

  return near;
}

/** Browsers without this draw everything at once. */
export function canWatch(): boolean {
  return typeof IntersectionObserver !== "undefined";
}

function hide(chunk: HTMLElement, height: number): void {
  chunk.style.setProperty("contain-intrinsic-block-size", `${height}px`);
  chunk.style.setProperty("content-visibility", "auto");
}

function show(chunk: HTMLElement): boolean {
  if (!chunk.style.contentVisibility) return false;
  chunk.style.removeProperty("content-visibility");
  chunk.style.removeProperty("contain-intrinsic-block-size");
  return true;
}

export function scrollParent(element: Element): HTMLElement | null {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    const { overflowY } = getComputedStyle(parent);
    if (overflowY === "auto" || overflowY === "scroll") return parent;
  }
  return null;
}

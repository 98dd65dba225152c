/** Which chunks of a long text have come near the window. Once drawn, a chunk stays drawn. */
import { useEffect, useRef, useState, type RefObject } from "react";

/** Distance from the window at which a chunk is drawn (px). */
const MARGIN_PX = 800;
const NONE: ReadonlySet<number> = new Set();

export function useNearChunks(container: RefObject<HTMLElement | null>, isLazy: boolean, count: number): ReadonlySet<number> {
  const [near, setNear] = useState(NONE);
  const observer = useRef<IntersectionObserver>(undefined);

  useEffect(() => {
    const box = container.current;
    if (!isLazy || !box) return;
    if (typeof IntersectionObserver === "undefined") {
      setNear(new Set(Array.from({ length: count }, (_, i) => i)));
      return;
    }
    observer.current = new IntersectionObserver(
      (entries) => {
        const came = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target as HTMLElement);
        if (came.length === 0) return;
        for (const element of came) observer.current?.unobserve(element);
        setNear((before) => new Set([...before, ...came.map((element) => Number(element.dataset.chunk))]));
      },
      // Margins only count for the box that scrolls, not for the window around it.
      { root: scrollParent(box), rootMargin: `${MARGIN_PX}px 0px` },
    );
    for (const chunk of box.querySelectorAll("[data-chunk]")) observer.current.observe(chunk);
    return () => observer.current?.disconnect();
  }, [container, isLazy, count]);

  return near;
}

export function scrollParent(element: Element): HTMLElement | null {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    const { overflowY } = getComputedStyle(parent);
    if (overflowY === "auto" || overflowY === "scroll") return parent;
  }
  return null;
}

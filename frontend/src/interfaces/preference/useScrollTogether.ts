/** Scrolls what stands side by side together, each by the same part of its own length. */
import { useEffect, type RefObject } from "react";

const SELECTOR = "[data-scroll-together]";

export function useScrollTogether(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    /** Who was scrolled by us, and to where: their own event must not come back. */
    const moved = new WeakMap<Element, number>();
    const onScroll = ({ target }: Event) => {
      if (!(target instanceof HTMLElement) || !target.matches(SELECTOR)) return;
      const expected = moved.get(target);
      moved.delete(target);
      if (expected !== undefined && Math.abs(expected - target.scrollTop) <= 1) return;
      const share = target.scrollTop / Math.max(1, target.scrollHeight - target.clientHeight);
      for (const other of element.querySelectorAll(SELECTOR)) {
        const room = other.scrollHeight - other.clientHeight;
        if (other === target || room <= 0) continue;
        const top = Math.round(share * room);
        if (Math.abs(other.scrollTop - top) <= 1) continue;
        other.scrollTop = top;
        moved.set(other, other.scrollTop);
      }
    };
    // Scrolling does not bubble.
    element.addEventListener("scroll", onScroll, { capture: true, passive: true });
    return () => element.removeEventListener("scroll", onScroll, { capture: true });
  }, [ref]);
}

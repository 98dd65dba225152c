/** Which of the children of a row that scrolls sideways is in sight. */
import { useEffect, useState, type RefObject } from "react";

export function useInSight(ref: RefObject<HTMLElement | null>, count: number): number {
  const [shown, setShown] = useState(0);
  useEffect(() => {
    const row = ref.current;
    if (!row) return;
    const onScroll = ({ target }: Event) => {
      if (target !== row) return;
      const left = Math.abs(row.scrollLeft);
      const room = row.scrollWidth - row.clientWidth;
      setShown(room <= 0 ? 0 : Math.round((left / room) * (count - 1)));
    };
    row.addEventListener("scroll", onScroll, { passive: true });
    return () => row.removeEventListener("scroll", onScroll);
  }, [ref, count]);
  return shown;
}

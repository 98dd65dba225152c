/** Beside a text that is longer than the window: where its spans are. A click goes there. */
import { useEffect, useState, type RefObject } from "react";
import type { DrawnSpan } from "../shared/tokens/drawnSpan";

interface SpanMapProps {
  container: RefObject<HTMLElement | null>;
  spans: readonly DrawnSpan[];
}

interface Tick {
  from: number;
  color: string;
  /** Share of the text's height above the span. */
  top: number;
}

/** Room between the label bar, which stays on top, and the map (px). */
const MAP_GAP_PX = 14;
/** Shown for texts that are this many times as high as the window. */
const MIN_WINDOWS = 1.3;

export function SpanMap({ container, spans }: SpanMapProps) {
  const [ticks, setTicks] = useState<Tick[] | null>(null);
  const [top, setTop] = useState(0);

  useEffect(() => {
    const box = container.current;
    if (!box || typeof ResizeObserver === "undefined") return;
    const measure = () => {
      const bounds = box.getBoundingClientRect();
      if (bounds.height < MIN_WINDOWS * window.innerHeight) return setTicks(null);
      const bar = box.closest(".prodigy-content")?.parentElement?.querySelector<HTMLElement>(".prodigy-title-wrapper");
      setTop((bar?.offsetHeight ?? 0) + MAP_GAP_PX);
      // One search for all marks: one per span would take longer than drawing them.
      const marks = new Map<number, Element>();
      for (const mark of box.querySelectorAll<HTMLElement>("[data-span]")) marks.set(Number(mark.dataset.span), mark);
      setTicks(
        spans.flatMap(({ from, color }) => {
          const mark = marks.get(from);
          return mark ? [{ from, color, top: (mark.getBoundingClientRect().top - bounds.top) / bounds.height }] : [];
        }),
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    measure();
    return () => observer.disconnect();
  }, [container, spans]);

  if (!ticks) return null;
  return (
    // For pointers only: with keys, "]" and "[" go from span to span.
    <div className="prodigy-span-map" aria-hidden="true">
      <div className="prodigy-span-map-track" style={{ top }}>
        {ticks.map(({ from, color, top: share }, i) => (
          <i
            key={i}
            style={{ top: `${100 * share}%`, background: color }}
            onClick={() =>
              container.current?.querySelector(`[data-span="${from}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" })
            }
          />
        ))}
      </div>
    </div>
  );
}

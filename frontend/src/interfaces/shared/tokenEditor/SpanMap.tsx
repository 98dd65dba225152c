/** Beside a text that is longer than the window: where its spans are. A click goes there. */
import { memo, useEffect, useRef, useState, type MouseEvent, type RefObject } from "react";
import type { DrawnSpan } from "../tokens/drawnSpan";
import { showToken } from "../tokens/showToken";
import { makeTicks, nearestTick, tickPaths, tickWidth, type MapBlock, type Tick } from "./spanMap";

interface SpanMapProps {
  container: RefObject<HTMLElement | null>;
  spans: readonly DrawnSpan[];
  count: number;
}

/** Room between the label bar, which stays on top, and the map (px). */
const MAP_GAP_PX = 14;
/** Shown for texts that are this many times as high as the window. */
const MIN_WINDOWS = 1.3;
/** The map follows when edits pause for so long: nobody looks at it while drawing spans (ms). */
const PAUSE_MS = 250;

export const SpanMap = memo(function SpanMap({ container, spans, count }: SpanMapProps) {
  const [ticks, setTicks] = useState<readonly Tick[] | null>(null);
  const [top, setTop] = useState(0);
  const newest = useRef(spans);
  const timer = useRef<number>(undefined);

  const later = useRef(() => {});
  later.current = () => {
    newest.current = spans;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const box = container.current;
      if (!box) return;
      const bounds = box.getBoundingClientRect();
      if (bounds.height < MIN_WINDOWS * window.innerHeight) return setTicks(null);
      const bar = box.closest(".prodigy-content")?.parentElement?.querySelector<HTMLElement>(".prodigy-title-wrapper");
      setTop((bar?.offsetHeight ?? 0) + MAP_GAP_PX);
      setTicks(makeTicks(readBlocks(box, bounds.top), count, newest.current));
    }, PAUSE_MS);
  };
  useEffect(() => later.current(), [spans]);
  useEffect(() => {
    const box = container.current;
    if (!box || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => later.current());
    observer.observe(box);
    return () => {
      observer.disconnect();
      window.clearTimeout(timer.current);
    };
  }, [container]);

  if (!ticks || ticks.length === 0) return null;
  const [paths, width] = [tickPaths(ticks), tickWidth(ticks.length)];
  const goTo = (event: MouseEvent<SVGElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const tick = nearestTick(ticks, (event.clientY - bounds.top) / bounds.height);
    if (tick && container.current) showToken(container.current, tick.from);
  };
  return (
    // For pointers only: with keys, "]" and "[" go from span to span.
    <div className="prodigy-span-map" aria-hidden="true">
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" style={{ top }} onClick={goTo}>
        {width > 2 && (
          <path
            className="prodigy-span-map-edge"
            strokeWidth={width + 1.5}
            d={paths.map(({ path }) => path).join("")}
          />
        )}
        {paths.map(({ color, path }) => (
          <path key={color} stroke={color} strokeWidth={width} d={path} />
        ))}
      </svg>
    </div>
  );
});

function readBlocks(box: HTMLElement, top: number): MapBlock[] {
  return [...box.querySelectorAll<HTMLElement>(":scope > [data-from]")].map((block) => {
    const bounds = block.getBoundingClientRect();
    return { from: Number(block.dataset.from), top: bounds.top - top, bottom: bounds.bottom - top };
  });
}

/** Where spans lie in a long text, as shares of its height: for the map beside it. */
import type { TokenRange } from "../../../text/alignSpans";

/** A drawn block of the text: its first token, and where it begins and ends (px, from the top of the text). */
export interface MapBlock {
  from: number;
  top: number;
  bottom: number;
}

export interface Tick {
  from: number;
  color: string;
  /** Share of the text's height above the span. */
  top: number;
}

/**
 * blocks: In order. count: Number of tokens. spans: Sorted by start.
 *
 * RETURNS: One tick per span. Inside of a block, tokens are taken to be spread evenly.
 */
export function makeTicks(
  blocks: readonly MapBlock[],
  count: number,
  spans: readonly (TokenRange & { color: string })[],
): Tick[] {
  const height = blocks.at(-1)?.bottom ?? 0;
  if (height <= 0) return [];
  let at = 0;
  return spans.map(({ from, color }) => {
    while ((blocks[at + 1]?.from ?? Infinity) <= from) at += 1;
    const { from: first, top, bottom } = blocks[at] as MapBlock;
    const size = Math.max(1, (blocks[at + 1]?.from ?? count) - first);
    return { from, color, top: (top + (bottom - top) * Math.min(1, Math.max(0, from - first) / size)) / height };
  });
}

/** One path per colour: a thousand lines cost a few elements. `x` and `y` run from 0 to 100. */
export function tickPaths(ticks: readonly Tick[]): { color: string; path: string }[] {
  const paths = new Map<string, string>();
  for (const { color, top } of ticks)
    paths.set(color, `${paths.get(color) ?? ""}M0 ${Math.round(1000 * top) / 10}H100`);
  return [...paths].map(([color, path]) => ({ color, path }));
}

/** The tick nearest to a share of the height. */
export function nearestTick(ticks: readonly Tick[], share: number): Tick | undefined {
  let best: Tick | undefined;
  for (const tick of ticks) if (!best || Math.abs(tick.top - share) < Math.abs(best.top - share)) best = tick;
  return best;
}

/** How thick ticks are drawn (px): where there are many, gaps between them still have to be seen. */
export function tickWidth(count: number): number {
  return Math.max(1, Math.min(4, Math.round(180 / Math.max(1, count))));
}

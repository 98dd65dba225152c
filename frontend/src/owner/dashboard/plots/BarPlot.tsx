/** Answers over time: a bar for each period, of accepted, rejected, ignored and other answers. */
import { useId } from "react";
import { KINDS, type Interval, type Period } from "../../../api/dashboard";
import type { Format } from "../format";
import { makeTicks, pickPlaces } from "./scales";
import { useWidth } from "./useWidth";

const HEIGHT = 190;
const TOP = 10;
const BOTTOM = 26;
const LABEL_PX = 92;
const SECONDS: Record<Interval, number> = {
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_629_746,
  year: 31_556_952,
};

interface BarPlotProps {
  periods: readonly Period[];
  interval: Interval;
  format: Format;
}

export function BarPlot({ periods, interval, format }: BarPlotProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const hatch = useId();
  const ticks = makeTicks(Math.max(...periods.map((one) => one.answers)), 4);
  const most = ticks[ticks.length - 1]!;
  const left = 14 + 8 * format.number(most).length;
  const first = periods[0]!.start;
  const span = periods[periods.length - 1]!.start + SECONDS[interval] - first;
  const room = Math.max(1, width - left - 4);
  const bar = Math.min(48, Math.max(1.5, (0.82 * room * SECONDS[interval]) / span));
  const middle = (start: number) => left + (room * (start - first + SECONDS[interval] / 2)) / span;
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const middles = periods.map((one) => middle(one.start));
  const half = LABEL_PX / 2;
  const labels = middles.map((place) => Math.max(half, Math.min(place, width - half)));
  return (
    <div ref={ref} className="prodigy-plot" style={{ height: HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <Hatch id={hatch} />
          {ticks.map((tick) => (
            <g key={tick}>
              <line className="prodigy-plot-grid" x1={left} x2={width} y1={y(tick)} y2={y(tick)} />
              <text x={left - 8} y={y(tick) + 4} textAnchor="end">
                {format.number(tick)}
              </text>
            </g>
          ))}
          {periods.map((one, i) => (
            <Bar key={one.period} {...{ one, y, bar, hatch }} x={middles[i]! - bar / 2} />
          ))}
          {pickPlaces(labels, LABEL_PX).map((i) => (
            <text key={i} x={labels[i]} y={HEIGHT - 7} textAnchor="middle">
              {format.period(periods[i]!.period)}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

interface BarProps {
  one: Period;
  x: number;
  bar: number;
  hatch: string;
  y(value: number): number;
}

function Bar({ one, x, bar, hatch, y }: BarProps) {
  const tops = KINDS.map((_, i) => KINDS.slice(0, i + 1).reduce((sum, kind) => sum + one[kind], 0));
  return KINDS.map((kind, i) => {
    const [low, high] = [y(tops[i]! - one[kind]), y(tops[i]!)];
    const height = low - high;
    if (!one[kind]) return null;
    const place = { x, y: high, width: bar, height: Math.max(0.75, height - (height > 4 ? 1 : 0)) };
    return (
      <g key={kind}>
        <rect className={`prodigy-kind-${kind}`} {...place} />
        {kind === "reject" && <rect fill={`url(#${hatch})`} {...place} />}
      </g>
    );
  });
}

/** Tells rejected from accepted answers without colours. */
export function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className="prodigy-plot-hatch" width="2" height="5" />
      </pattern>
    </defs>
  );
}

/** A learning curve: the score of a model by the number of texts, with its interval. */
import type { CurvePoint } from "../../../api/dashboard";
import type { Format } from "../format";
import { makeTicks } from "./scales";
import { useWidth } from "./useWidth";

const HEIGHT = 190;
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 52, 12, 42] as const;

interface CurvePlotProps {
  points: readonly CurvePoint[];
  unit: string;
  format: Format;
}

export function CurvePlot({ points, unit, format }: CurvePlotProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const last = points[points.length - 1]!;
  const most = Math.max(...points.map((point) => point.n), 1);
  const x = (n: number) => LEFT + ((width - LEFT - RIGHT) * n) / most;
  const y = (score: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - score);
  const line = points.map((point) => `${x(point.n)},${y(point.score)}`).join(" ");
  const known = points.filter((point) => point.low !== null && point.high !== null);
  const band = [
    ...known.map((point) => `${x(point.n)},${y(point.high!)}`),
    ...known.map((point) => `${x(point.n)},${y(point.low!)}`).reverse(),
  ].join(" ");
  const ticks = makeTicks(most, width < 420 ? 3 : 5).filter((tick) => tick <= most && Number.isInteger(tick));
  return (
    <div ref={ref} className="prodigy-plot" style={{ height: HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {[0, 0.5, 1].map((tick) => (
            <g key={tick}>
              <line className="prodigy-plot-grid" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
                {format.score(tick)}
              </text>
            </g>
          ))}
          <polygon className="prodigy-plot-band" points={band} />
          <polyline className="prodigy-plot-line" points={line} />
          {points.map((point) => (
            <circle key={point.n} className="prodigy-plot-dot" cx={x(point.n)} cy={y(point.score)} r="4" />
          ))}
          <text className="prodigy-plot-value" x={x(last.n) + 9} y={y(last.score) + 5}>
            {format.score(last.score)}
          </text>
          {ticks.map((tick) => (
            <text key={tick} x={x(tick)} y={HEIGHT - 24} textAnchor="middle">
              {format.number(tick)}
            </text>
          ))}
          <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 6} textAnchor="middle">
            {unit}
          </text>
        </svg>
      )}
    </div>
  );
}

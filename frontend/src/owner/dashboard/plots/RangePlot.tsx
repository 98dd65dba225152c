/** A figure from 0 to 1 with its interval. The numbers stand beside it. */
import type { Estimate } from "../../../api/dashboard";

const WIDTH = 170;
const HEIGHT = 24;
const x = (value: number) => 8 + (WIDTH - 16) * Math.min(1, Math.max(0, value));

export function RangePlot({ estimate: { value, low, high } }: { estimate: Estimate }) {
  return (
    <svg className="prodigy-range" width={WIDTH} height={HEIGHT} aria-hidden="true">
      {[0, 0.5, 1].map((tick) => (
        <line key={tick} className="prodigy-plot-grid" x1={x(tick)} x2={x(tick)} y1="3" y2={HEIGHT - 3} />
      ))}
      <line className="prodigy-plot-grid" x1={x(0)} x2={x(1)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      {low !== null && high !== null && (
        <line className="prodigy-plot-interval" x1={x(low)} x2={x(high)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      )}
      {value !== null && <circle className="prodigy-plot-dot" cx={x(value)} cy={HEIGHT / 2} r="5" />}
    </svg>
  );
}

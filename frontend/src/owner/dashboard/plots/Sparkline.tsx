/** How a number went over time, beside the number itself. */
const WIDTH = 120;
const HEIGHT = 26;

export function Sparkline({ values }: { values: readonly number[] }) {
  const most = Math.max(...values, 1);
  const x = (i: number) => 3 + ((WIDTH - 6) * (values.length > 1 ? i : 1)) / Math.max(1, values.length - 1);
  const y = (value: number) => HEIGHT - 4 - (HEIGHT - 8) * (value / most);
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
  const last = values.length - 1;
  return (
    <svg className="prodigy-spark" width={WIDTH} height={HEIGHT} aria-hidden="true">
      <line className="prodigy-plot-grid" x1="3" x2={WIDTH - 3} y1={HEIGHT - 4} y2={HEIGHT - 4} />
      <polyline className="prodigy-plot-line" points={points.join(" ")} />
      {last >= 0 && <circle className="prodigy-plot-dot" cx={x(last)} cy={y(values[last]!)} r="2.5" />}
    </svg>
  );
}

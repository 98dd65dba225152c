/** Accepted, rejected, ignored and other answers as parts of one bar. What it says stands beside it. */
import { useId } from "react";
import { KINDS, type Counts } from "../../../api/dashboard";
import { Hatch } from "./BarPlot";

export function ShareBar({ counts, height = 14 }: { counts: Counts; height?: number }) {
  const hatch = useId();
  const total = KINDS.reduce((sum, kind) => sum + counts[kind], 0) || 1;
  const starts = KINDS.map((_, i) => KINDS.slice(0, i).reduce((sum, kind) => sum + counts[kind], 0));
  return (
    <svg className="prodigy-share" height={height} aria-hidden="true">
      <Hatch id={hatch} />
      {KINDS.map((kind, i) => {
        if (!counts[kind]) return null;
        const place = { x: `${(100 * starts[i]!) / total}%`, width: `${(100 * counts[kind]) / total}%`, height };
        return (
          <g key={kind}>
            <rect className={`prodigy-kind-${kind}`} {...place} />
            {kind === "reject" && <rect fill={`url(#${hatch})`} {...place} />}
          </g>
        );
      })}
    </svg>
  );
}

/** Times below the waveform, of what is in sight. */
import { timeTicks } from "./time";
import type { Wave } from "./wave";
import { useWaveView } from "./Waveform";

export function TimeAxis({ wave }: { wave: Wave | null }) {
  const view = useWaveView(wave);
  return (
    <div className="prodigy-wave-axis" aria-hidden="true">
      {view &&
        timeTicks(view.from, view.to, view.perSecond).map(({ time, text }) => (
          <span key={time} style={{ transform: `translateX(${(time - view.from) * view.perSecond}px)` }}>
            {text}
          </span>
        ))}
    </div>
  );
}

/** The waveform with its regions, the time axis below and the strip with everything above. */
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore, type ReactNode } from "react";
import type { Player } from "./player";
import type { Peaks } from "./peaks";
import { Wave, type WaveLook, type WaveView } from "./wave";

interface WaveformProps {
  player: Player;
  peaks: Peaks | null;
  duration: number;
  look: WaveLook;
  maxZoom: number;
  /** For screen readers. */
  label: string;
  onWave(wave: Wave | null): void;
  children?: ReactNode;
}

export function Waveform({ player, peaks, duration, look, maxZoom, label, onWave, children }: WaveformProps) {
  const box = useRef<HTMLDivElement>(null);
  const made = useRef<Wave | null>(null);
  /** What it was made with needs not be set again. */
  const drawn = useRef({ peaks, duration, look });

  useLayoutEffect(() => {
    const wave = new Wave(box.current as HTMLElement, player, drawn.current.peaks, drawn.current.look, maxZoom);
    made.current = wave;
    onWave(wave);
    return () => {
      made.current = null;
      onWave(null);
      wave.destroy();
    };
    // Made once: what changes later is set below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [player, onWave]);

  useEffect(() => {
    const before = drawn.current;
    drawn.current = { peaks, duration, look };
    if (before.look !== look) made.current?.setLook(look);
    if (before.peaks !== peaks || before.duration !== duration) made.current?.setPeaks(peaks);
  }, [peaks, duration, look]);

  useEffect(() => {
    if (made.current) made.current.maxZoom = maxZoom;
  }, [maxZoom]);

  return (
    <div
      ref={box}
      className="prodigy-wave"
      role="group"
      aria-label={label}
      style={{ height: look.height }}
      data-prodigy-no-swipe
    >
      {children}
    </div>
  );
}

const NOBODY = () => () => {};

/** What is in sight, after each change of it. */
export function useWaveView(wave: Wave | null): WaveView | null {
  return useSyncExternalStore(wave?.watch ?? NOBODY, () => wave?.seen ?? null);
}

/** The whole recording in a strip: where one is, where the regions are. A press or a drag goes there. */
import { useEffect, useRef, useState, type PointerEvent } from "react";
import { loudest, overview, type Peaks } from "./peaks";
import type { Player } from "./player";
import type { Region } from "./regions";
import type { Wave } from "./wave";
import { useWaveView } from "./Waveform";

interface OverviewProps {
  wave: Wave | null;
  player: Player;
  peaks: Peaks | null;
  regions: readonly Region[];
  duration: number;
}

/** Width of a bar with its gap (px). */
const BAR_PX = 2;

export function Overview({ wave, player, peaks, regions, duration }: OverviewProps) {
  const view = useWaveView(wave);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cursor = useRef<HTMLElement>(null);
  const [isHeld, setHeld] = useState(false);
  const width = Math.round(view?.width ?? 0);

  useEffect(() => {
    if (canvas.current && width > 0) draw(canvas.current, peaks, width);
  }, [peaks, width]);
  useEffect(() => {
    const show = (time: number) => {
      if (cursor.current) cursor.current.style.left = `${(100 * time) / (player.duration || 1)}%`;
    };
    show(player.time);
    return player.on("time", show);
  }, [player, duration]);

  const share = (time: number) => `${(100 * time) / duration}%`;
  const goTo = (event: PointerEvent<HTMLElement>) => {
    if (!wave || !view) return;
    const box = event.currentTarget.getBoundingClientRect();
    const time = (Math.min(Math.max(event.clientX - box.left, 0), box.width) / box.width) * duration;
    if (view.fullWidth > view.width) wave.scroll(time * view.perSecond - view.width / 2);
    else player.seek(time);
  };
  return (
    // For pointers only: keys seek and zoom, and the waveform follows them.
    <div
      className={`prodigy-wave-overview${isHeld ? " prodigy-wave-overview-held" : ""}`}
      aria-hidden="true"
      data-prodigy-no-swipe
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture?.(event.pointerId);
        setHeld(true);
        goTo(event);
      }}
      onPointerMove={(event) => isHeld && goTo(event)}
      onPointerUp={() => setHeld(false)}
      onPointerCancel={() => setHeld(false)}
    >
      <canvas ref={canvas} />
      {regions.map(({ key, start, end, color }) => (
        <i key={key} style={{ left: share(start), width: share(end - start), background: color }} />
      ))}
      <b ref={cursor} />
      {view && view.fullWidth > view.width && (
        <span style={{ left: share(view.from), width: share(Math.min(view.to, duration) - view.from) }} />
      )}
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, peaks: Peaks | null, width: number): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const [scale, height] = [window.devicePixelRatio || 1, canvas.clientHeight || 30];
  canvas.width = width * scale;
  canvas.height = height * scale;
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(canvas).color;
  const values = peaks ? overview(peaks, Math.floor(width / BAR_PX)) : [];
  const most = Math.max(loudest(values), 0.05);
  values.forEach((value, i) => {
    const size = Math.max(1, (value / most) * (height - 4));
    context.fillRect(i * BAR_PX, (height - size) / 2, BAR_PX - 0.5, size);
  });
}

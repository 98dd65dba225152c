/** The tracks of others below the waveform, scrolled and zoomed with it. */
import { useContext, useEffect, type CSSProperties } from "react";
import { readableTextColor } from "../../../theme";
import type { Player } from "./player";
import { TracksContext } from "./tracks";
import type { Wave } from "./wave";
import { useWaveView } from "./Waveform";

export function TrackStrip({ wave, player }: { wave: Wave | null; player: Player }) {
  const shown = useContext(TracksContext);
  const view = useWaveView(wave);
  const current = shown?.current ?? null;
  useEffect(() => {
    if (!current || !wave) return;
    player.seek(current.start);
    wave.reveal(current.start, current.end);
  }, [current, wave, player]);
  if (!shown || !view) return null;
  return (
    <div className="prodigy-tracks">
      {shown.tracks.map(({ letter, color, name, regions }) => (
        <div key={letter} className="prodigy-track" role="group" aria-label={name}>
          <b style={{ background: color, color: readableTextColor(color) }} aria-hidden="true">
            {letter}
          </b>
          {regions
            .filter(({ start, end }) => end > view.from && start < view.to)
            .map((region) => (
              <button
                key={region.key}
                type="button"
                tabIndex={-1}
                className={`prodigy-track-region${region.isShared ? " prodigy-track-shared" : ""}`}
                data-current={region.key === current?.key || undefined}
                style={
                  {
                    left: (region.start - view.from) * view.perSecond,
                    width: Math.max(3, (region.end - region.start) * view.perSecond),
                    "--track-color": color,
                    "--track-text": readableTextColor(color),
                  } as CSSProperties
                }
                title={region.label}
                onClick={() => shown.onPress(region)}
              >
                <bdi>{region.label}</bdi>
              </button>
            ))}
        </div>
      ))}
    </div>
  );
}

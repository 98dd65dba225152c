/** The controls of the player: play, skip, loop, speed, zoom, and where it is. */
import { useEffect, useRef, type ReactNode, type RefObject } from "react";
import { keyHint } from "../../../keymap/labels";
import { actionKeys } from "../../../keymap/defaults";
import type { AppConfig } from "../../../model/config";
import type { MessageKey, Translate } from "../../../i18n/translate";
import { AudioIcon } from "./audioIcons";
import type { Player, PlayerState } from "./player";
import { formatTime } from "./time";
import { useLoop, useRate } from "./useRecording";
import type { Wave } from "./wave";
import { useWaveView } from "./Waveform";
import { sliderOfZoom, SLIDER_STEPS, zoomOfSlider } from "./zoom";

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
/** Way of a skip (s). */
export const SKIP_S = 2;

interface TransportProps {
  player: Player;
  state: PlayerState;
  wave: Wave | null;
  duration: number;
  config: AppConfig;
  zoomRef: RefObject<HTMLInputElement | null>;
  /** Plays the region that keys mean; null if there is none. */
  onPlayRegion: (() => void) | null;
  t: Translate;
  children?: ReactNode;
}

export function Transport(props: TransportProps) {
  const { player, state, wave, duration, config, zoomRef, onPlayRegion, t, children } = props;
  const [rate, setRate] = useRate(config);
  const [isLooping, setLooping] = useLoop(config);
  const canPlay = state.fault === null;
  const hint = (label: string, action: string, key?: string) => {
    const keys = actionKeys(action, config.keymap, key === undefined ? undefined : [key]);
    return keys[0] ? `${label} (${keyHint(keys[0])})` : label;
  };
  const button = (icon: Parameters<typeof AudioIcon>[0]["name"], key: MessageKey, title: string, run: () => void) => (
    <button
      type="button"
      className="prodigy-audio-button"
      aria-label={t(key)}
      title={title}
      onClick={run}
      disabled={!canPlay}
    >
      <AudioIcon name={icon} />
    </button>
  );
  const playKey = state.isPlaying ? "pause" : "play";
  return (
    <div className="prodigy-audio-transport" role="group" aria-label={t("audio_controls")}>
      <div className="prodigy-audio-buttons">
        {button("back", "skip_back", hint(t("skip_back"), "skip_back", "left"), () => player.skip(-SKIP_S))}
        <button
          type="button"
          className="prodigy-audio-button prodigy-audio-play"
          aria-label={t(playKey)}
          title={hint(t(playKey), "playpause")}
          disabled={!canPlay}
          onClick={() => player.toggle()}
        >
          <AudioIcon name={playKey} />
        </button>
        {button("forward", "skip_forward", hint(t("skip_forward"), "skip_forward", "right"), () => player.skip(SKIP_S))}
        <button
          type="button"
          className="prodigy-audio-button"
          aria-label={t("loop")}
          title={hint(t("loop"), "loop")}
          aria-pressed={isLooping}
          disabled={!canPlay}
          onClick={() => setLooping(!isLooping)}
        >
          <AudioIcon name="loop" />
        </button>
        {onPlayRegion && button("region", "play_region", hint(t("play_region"), "play_region", "p"), onPlayRegion)}
        {children}
      </div>
      <Clock player={player} duration={duration} />
      <div className="prodigy-audio-settings">
        <label>
          <span>{t("speed")}</span>
          <select
            value={rate}
            disabled={!canPlay}
            onChange={(event) => {
              setRate(Number(event.target.value));
              event.target.blur();
            }}
          >
            {[...new Set([...RATES, rate])]
              .sort((a, b) => a - b)
              .map((one) => (
                <option key={one} value={one}>
                  {one}×
                </option>
              ))}
          </select>
        </label>
        <ZoomSlider wave={wave} inputRef={zoomRef} label={t("zoom")} title={hint(t("zoom"), "zoom")} />
      </div>
    </div>
  );
}

interface ZoomSliderProps {
  wave: Wave | null;
  inputRef: RefObject<HTMLInputElement | null>;
  label: string;
  title: string;
}

function ZoomSlider({ wave, inputRef, label, title }: ZoomSliderProps) {
  const view = useWaveView(wave);
  const value = view ? sliderOfZoom(view.perSecond, view.range) : 0;
  return (
    <label title={title}>
      <span>{label}</span>
      <input
        ref={inputRef}
        type="range"
        min={0}
        max={SLIDER_STEPS}
        value={value}
        disabled={!view || view.range.max <= view.range.fit}
        aria-valuetext={view ? `${Math.round((10 * view.perSecond) / view.range.fit) / 10}×` : undefined}
        onChange={(event) => wave?.zoom(zoomOfSlider(Number(event.target.value), wave.view().range))}
      />
    </label>
  );
}

/** Written straight into the page: it changes with every frame. */
function Clock({ player, duration }: { player: Player; duration: number }) {
  const time = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (seconds: number) => {
      const text = formatTime(seconds, 1);
      if (time.current && time.current.textContent !== text) time.current.textContent = text;
    };
    show(player.time);
    return player.on("time", show);
  }, [player]);
  return (
    <div className="prodigy-audio-clock">
      <span ref={time}>0:00.0</span> / {duration > 0 ? formatTime(duration, 1) : "–"}
    </div>
  );
}

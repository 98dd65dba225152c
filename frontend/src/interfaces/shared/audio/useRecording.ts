/** A recording on a card: its player, the picture of its sound, and how it is set up. */
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { getMediaFacts, isServed } from "../../../api/media";
import type { AppConfig } from "../../../model/config";
import type { Task } from "../../../model/task";
import { useViewState } from "../viewState";
import { mediaName } from "./dataUri";
import { Player, type MediaKind } from "./player";
import { loadSound, LOADING, type Sound } from "./sound";

export interface Source {
  src: string;
  kind: MediaKind;
  /** What people call the file; "" if it has no name. */
  name: string;
}

/** What is played of a task: its video, or else its audio. */
export function sourceOf(task: Pick<Task, "audio" | "video"> & Record<string, unknown>): Source {
  const isVideo = typeof task.video === "string" && task.video !== "";
  const src = isVideo ? (task.video as string) : String(task.audio ?? "");
  return { src, kind: isVideo ? "video" : "audio", name: mediaName(src, task.path) };
}

export type Recording = ReturnType<typeof useRecording>;

/** Once per file and attempt: the component that calls it is mounted afresh for the next one. */
export function useRecording(source: Source, config: AppConfig) {
  const { src, kind } = source;
  const [player] = useState(() => new Player(src, kind));
  const [sound, setSound] = useState<Sound>(LOADING);
  const [known, setKnown] = useState<number | null>(null);

  useEffect(() => {
    const close = player.open();
    const stop = new AbortController();
    const learn = (duration: number | null) => {
      if (duration === null || stop.signal.aborted) return;
      player.knownDuration = duration;
      setKnown(duration);
    };
    void loadSound({
      src,
      duration: whenKnown(player, stop.signal),
      signal: stop.signal,
      report(next) {
        learn(next.peaks?.duration ?? null);
        setSound(next);
      },
    });
    void whenFailed(player, stop.signal).then(async () => learn(await askDuration(src, stop.signal)));
    return () => {
      stop.abort();
      close();
    };
  }, [player, src]);

  const state = useSyncExternalStore(player.watch, player.getState);
  useSettings(player, config);
  return { source, player, sound, state, duration: state.duration ?? known ?? 0 };
}

interface Chosen<T> {
  base: T;
  value: T;
}

/**
 * A setting that people change while they work: their choice lasts from task to task, until the setting itself says
 * something else.
 */
export function useChoice<T>(key: string, base: T): [T, (value: T) => void] {
  const [chosen, setChosen] = useViewState<Chosen<T> | null>(`audio ${key}`, null);
  const value = chosen && Object.is(chosen.base, base) ? chosen.value : base;
  return [value, (next: T) => setChosen({ base, value: next })];
}

export function useRate(config: AppConfig) {
  return useChoice("rate", config.audio_rate);
}

export function useLoop(config: AppConfig) {
  return useChoice("loop", config.audio_loop);
}

function useSettings(player: Player, config: AppConfig): void {
  const [rate] = useRate(config);
  const [isLooping] = useLoop(config);
  const autoplay = config.audio_autoplay;
  useEffect(() => player.setRate(rate), [player, rate]);
  useEffect(() => player.setLooping(isLooping), [player, isLooping]);
  useEffect(() => {
    if (autoplay) void player.play();
  }, [player, autoplay]);
}

/** The length by the element; null if it fails. */
function whenKnown(player: Player, signal: AbortSignal): Promise<number | null> {
  return new Promise((resolve) => {
    const look = () => {
      if (player.state.duration !== null) resolve(player.state.duration);
      else if (player.state.fault) resolve(null);
    };
    // Some films only say that they have no end that is known.
    player.media.addEventListener("loadedmetadata", () => resolve(player.state.duration), { signal });
    signal.addEventListener("abort", () => resolve(null));
    player.watch(look);
    look();
  });
}

function whenFailed(player: Player, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (player.state.fault && !signal.aborted) resolve();
    };
    player.watch(look);
    look();
  });
}

/** The server may know how long a file is that the browser can't play. */
async function askDuration(src: string, signal: AbortSignal): Promise<number | null> {
  if (!isServed(src)) return null;
  try {
    const { duration } = (await getMediaFacts(src, signal)) ?? {};
    return typeof duration === "number" && duration > 0 ? duration : null;
  } catch {
    return null;
  }
}

/** How far it is, as the settings and the theme want the waveform to be. */
export function useLook(config: AppConfig, theme: { [key: string]: unknown }, height: number) {
  const { audio_bar_width, audio_bar_gap, audio_bar_radius, audio_bar_height, show_audio_cursor } = config;
  return useMemo(
    () => ({
      barWidth: audio_bar_width,
      barGap: audio_bar_gap,
      barRadius: audio_bar_radius,
      barHeight: audio_bar_height,
      height,
      waveColor: String(theme.bgCardQuaternary),
      progressColor: String(theme.colorMeta),
      cursorColor: String(theme.colorText),
      cursorWidth: show_audio_cursor ? 2 : 0,
    }),
    [audio_bar_width, audio_bar_gap, audio_bar_radius, audio_bar_height, show_audio_cursor, height, theme],
  );
}

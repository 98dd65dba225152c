/** What is said and shown around a recording that is not as it should be, and the picture of a film. */
import { useEffect, useRef } from "react";
import type { Translate } from "../../../i18n/translate";
import { Notice } from "../Notice";
import { AudioIcon } from "./audioIcons";
import type { PlayerState } from "./player";
import type { RegionModel } from "./regions";
import type { Sound } from "./sound";
import type { Source } from "./useRecording";

interface SoundNoticesProps {
  sound: Sound;
  state: PlayerState;
  source: Source;
  model: RegionModel;
  onRetry(): void;
  t: Translate;
}

export function SoundNotices({ sound, state, source, model, onRetry, t }: SoundNoticesProps) {
  return (
    <>
      {state.fault && (
        <div className="prodigy-audio-fault" role="alert">
          <p>{t(state.fault === "unreachable" ? "audio_unreachable" : "audio_unplayable")}</p>
          {source.name && <p className="prodigy-audio-name">{source.name}</p>}
          <button type="button" onClick={onRetry}>
            {t("retry")}
          </button>
        </div>
      )}
      {sound.status === "computing" && <Notice>{t("waveform_computing")}</Notice>}
      {sound.status === "flat" && (
        <Notice>
          {t(sound.isSilent && source.kind === "video" ? "video_without_sound" : "waveform_missing")} {sound.reason}
        </Notice>
      )}
      {model.faulty.length > 0 && <Notice>{t("regions_faulty", { n: model.faulty.length })}</Notice>}
      {model.cutCount > 0 && <Notice>{t("regions_cut", { n: model.cutCount })}</Notice>}
    </>
  );
}

interface BrokenRecordingProps {
  source: Source;
  /** In the words of the server; "" if it has none. */
  reason: string;
  onRetry(): void;
  t: Translate;
}

export function BrokenRecording({ source, reason, onRetry, t }: BrokenRecordingProps) {
  return (
    <div className="prodigy-audio-broken" role="alert">
      <p>{t(source.kind === "video" ? "video_failed" : "audio_failed")}</p>
      {source.name && <p className="prodigy-audio-name">{source.name}</p>}
      {reason && <p>{reason}</p>}
      <button type="button" onClick={onRetry}>
        {t("retry")}
      </button>
    </div>
  );
}

/** Browsers play nothing by themselves before somebody has pressed something. */
export function PlayPrompt({ onPlay, t }: { onPlay(): void; t: Translate }) {
  return (
    <button type="button" className="prodigy-audio-prompt" onClick={onPlay}>
      <AudioIcon name="play" />
      {t("press_to_play")}
    </button>
  );
}

/** The element of the player itself: its picture is always where the sound is. */
export function Film({ media, label }: { media: HTMLMediaElement; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = box.current as HTMLElement;
    if (label) media.setAttribute("aria-label", label);
    place.append(media);
    return () => media.remove();
  }, [media, label]);
  return <div ref={box} className="prodigy-film" />;
}

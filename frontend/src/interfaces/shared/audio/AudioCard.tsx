/**
 * A recording or film on a card, with its regions: to look at and listen to, or to be marked.
 *
 * Everything about one file lives as long as it is on the card; another file, or another attempt, begins afresh.
 */
import { useId, useRef, useState, type RefObject } from "react";
import type { ViewProps } from "../../types";
import { LabelBar } from "../../../ui/LabelBar";
import { ResetButton } from "../../../ui/ToolButton";
import { barSettings } from "../labelBarParts";
import { Notice } from "../Notice";
import { Overview } from "./Overview";
import { RegionLayer, type RegionEvents } from "./RegionLayer";
import { RegionList } from "./RegionList";
import { RegionTools } from "./RegionTools";
import type { Region } from "./regions";
import { BrokenRecording, Film, PlayPrompt, SoundNotices } from "./status";
import { TimeAxis } from "./TimeAxis";
import { TrackStrip } from "./TrackStrip";
import { Transport } from "./Transport";
import { useAudioKeys } from "./useAudioKeys";
import { useCompat } from "./useCompat";
import { sourceOf, useLook, useRecording, type Recording, type Source } from "./useRecording";
import { useRegionEditor, type RegionEditor } from "./useRegionEditor";
import { useRegionLabels, type RegionLabels } from "./useRegionLabels";
import type { Wave } from "./wave";
import { Waveform } from "./Waveform";
import "../content.css";
import "./audio.css";

export interface AudioCardProps extends ViewProps {
  /** Regions can be made and changed. */
  isManual: boolean;
  /** Within the content of another view. */
  isEmbedded?: boolean;
}

export function AudioCard(props: AudioCardProps) {
  const source = sourceOf(props.task);
  const [attempt, setAttempt] = useState(0);
  return (
    <RecordingCard
      key={`${attempt} ${source.kind} ${source.src}`}
      {...props}
      source={source}
      onRetry={() => setAttempt(attempt + 1)}
    />
  );
}

interface RecordingCardProps extends AudioCardProps {
  source: Source;
  onRetry(): void;
}

function RecordingCard({ source, onRetry, isManual, isEmbedded = false, ...props }: RecordingCardProps) {
  const { config, t } = props;
  const readOnly = !isManual || props.readOnly === true;
  const recording = useRecording(source, config);
  const { player, state, duration, sound } = recording;
  const labels = useRegionLabels(props);
  const editor = useRegionEditor({ ...props, readOnly, duration, labels: labels.labels, active: labels.active });
  const [wave, setWave] = useState<Wave | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const zoom = useRef<HTMLInputElement>(null);
  const listId = useId();

  const select = (region: Region) => {
    editor.select(region);
    player.seek(region.start);
    wave?.reveal(region.start, region.end);
    const row = document.getElementById(listId)?.querySelector(`[data-row="${CSS.escape(region.key)}"]`);
    row?.scrollIntoView?.({ block: "nearest" });
  };
  const choose = (label: string) => {
    labels.setActive(label);
    if (editor.selected && !readOnly) editor.relabel(editor.selected, label);
  };
  useAudioKeys({ ...props, readOnly, player, wave, editor, labels, box, zoom, select, choose });
  const events = useCompat({ player, wave, editor, isOn: props.readOnly !== true });
  const isOver = state.fault !== null && sound.status === "flat";

  return (
    <>
      {!readOnly && labels.labels.length > 0 && <RegionLabelBar {...{ labels, editor, config, t }} onSelect={choose} />}
      <div ref={box} className={`${isEmbedded ? "" : "prodigy-content "}prodigy-audio prodigy-audio-${source.kind}`}>
        {!readOnly && labels.labels.length === 0 && <Notice>{t("no_labels")}</Notice>}
        {source.kind === "video" && state.fault === null && <Film media={player.media} label={source.name} />}
        {duration > 0 && (
          <Marked {...{ ...props, recording, labels, editor, wave, events, onRetry, zoom }} onWave={setWave} />
        )}
        {duration > 0 && (
          <div id={listId}>
            <RegionList {...{ editor, player, t }} onSelect={select} />
          </div>
        )}
        {duration === 0 && isOver && <BrokenRecording {...{ source, onRetry, t }} reason={sound.reason} />}
        {duration === 0 && !isOver && (
          <div className="prodigy-audio-waiting" role="status">
            {t("loading")}
          </div>
        )}
        <span className="prodigy-visually-hidden" role="status">
          {editor.message}
        </span>
      </div>
    </>
  );
}

interface RegionLabelBarProps extends Pick<ViewProps, "config" | "t"> {
  labels: RegionLabels;
  editor: RegionEditor;
  onSelect(label: string): void;
}

function RegionLabelBar({ labels, editor, onSelect, config, t }: RegionLabelBarProps) {
  return (
    <LabelBar
      labels={labels.labels}
      active={labels.active}
      onSelect={onSelect}
      colors={labels.colors}
      keys={labels.keys}
      {...barSettings(config)}
      t={t}
      isFiltering={labels.isFiltering}
      {...(labels.canFilter ? { onFilter: labels.setFiltering } : {})}
    >
      <ResetButton isOn={editor.isChanged} onReset={editor.reset} t={t} />
    </LabelBar>
  );
}

interface MarkedProps extends ViewProps {
  recording: Recording;
  labels: RegionLabels;
  editor: RegionEditor;
  wave: Wave | null;
  onWave(wave: Wave | null): void;
  events: RegionEvents;
  onRetry(): void;
  zoom: RefObject<HTMLInputElement | null>;
}

/** Regions stand in lanes where they overlap; each needs so much room (px). */
const [MIN_HEIGHT_PX, LANE_PX, MAX_HEIGHT_PX] = [128, 46, 322];

/** The waveform with its regions, and the controls of the player. */
function Marked({ recording, labels, editor, wave, onWave, events, onRetry, zoom, ...props }: MarkedProps) {
  const { config, theme, t } = props;
  const { source, player, sound, state, duration } = recording;
  const { model, target } = editor;
  const lanes = Math.max(1, ...model.regions.map((region) => region.lanes));
  const look = useLook(config, theme, Math.min(Math.max(MIN_HEIGHT_PX, lanes * LANE_PX), MAX_HEIGHT_PX));
  return (
    <>
      <SoundNotices {...{ sound, state, source, model, onRetry, t }} />
      {config.show_audio_minimap && (
        <Overview {...{ wave, player, duration }} peaks={sound.peaks} regions={model.regions} />
      )}
      <Waveform
        {...{ player, duration, look, onWave }}
        peaks={sound.peaks}
        maxZoom={config.audio_max_zoom}
        label={source.name || t("waveform")}
      >
        {state.isBlocked && <PlayPrompt onPlay={() => void player.play()} t={t} />}
      </Waveform>
      {config.show_audio_timeline && <TimeAxis wave={wave} />}
      <TrackStrip wave={wave} player={player} />
      {wave && (
        <RegionLayer
          {...{ wave, player, editor, events, t }}
          color={labels.color}
          showsTime={config.show_audio_cursor_time}
        />
      )}
      <Transport
        {...{ player, state, wave, duration, config, t }}
        zoomRef={zoom}
        onPlayRegion={target ? () => void player.play(target) : null}
      >
        {!editor.readOnly && <RegionTools {...{ editor, player, t }} />}
      </Transport>
    </>
  );
}

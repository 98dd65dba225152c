/** All regions as a list: to find one among many, to type exact times, and for those who don't see the waveform. */
import { memo, useState, type CSSProperties } from "react";
import { useStable } from "../../../hooks/useStable";
import type { MessageKey, Translate } from "../../../i18n/translate";
import { readableTextColor } from "../../../theme";
import { useViewState } from "../viewState";
import { AudioIcon } from "./audioIcons";
import type { Player } from "./player";
import type { FaultyRegion, Region, RegionFault } from "./regions";
import { exactTime, formatTime, parseTime } from "./time";
import type { Edge, RegionEditor } from "./useRegionEditor";

const FAULTS: Readonly<Record<RegionFault, MessageKey>> = {
  order: "region_fault_order",
  number: "region_fault_number",
  outside: "region_fault_outside",
};

interface RegionListProps {
  editor: RegionEditor;
  player: Player;
  onSelect(region: Region): void;
  t: Translate;
}

export function RegionList({ editor, player, onSelect, t }: RegionListProps) {
  const [isOpen, setOpen] = useViewState("region list", true);
  const { regions, faulty } = editor.model;
  const select = useStable(onSelect);
  const play = useStable((region: Region) => void player.play(region));
  const remove = useStable((region: Region | FaultyRegion) => editor.remove(region));
  const accept = useStable((region: Region) => editor.accept(region));
  const setTime = useStable((region: Region | FaultyRegion, edge: Edge, time: number) => {
    const { span } = region;
    const next = { start: span.start, end: span.end, [edge]: Math.min(time, player.duration || time) };
    // Two times in the wrong order are put right, where both are times.
    const isReversed = next.end < next.start && !("fault" in region);
    editor.edit(region, isReversed ? { start: next.end, end: next.start } : next);
  });
  const count = regions.length + faulty.length;
  if (count === 0) return null;
  const shared = { isEditable: !editor.readOnly, onRemove: remove, onTime: setTime, t };
  return (
    <details className="prodigy-region-list" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("region_list", { n: count })}</summary>
      {isOpen && (
        <ol className="prodigy-scrolls">
          {regions.map((region) => (
            <RegionRow
              key={region.key}
              region={region}
              isSelected={region.key === editor.selected?.key}
              isTarget={region.key === editor.target?.key}
              onSelect={select}
              onPlay={play}
              onAccept={accept}
              {...shared}
            />
          ))}
          {faulty.map((region) => (
            <FaultyRow key={region.key} region={region} {...shared} />
          ))}
        </ol>
      )}
    </details>
  );
}

interface RowProps<R> {
  region: R;
  isEditable: boolean;
  onRemove(region: R): void;
  onTime(region: R, edge: Edge, time: number): void;
  t: Translate;
}

interface RegionRowProps extends RowProps<Region> {
  isSelected: boolean;
  isTarget: boolean;
  onSelect(region: Region): void;
  onPlay(region: Region): void;
  onAccept(region: Region): void;
}

const RegionRow = memo(function RegionRow(props: RegionRowProps) {
  const { region, isSelected, isTarget, isEditable, onSelect, onPlay, onAccept, onRemove, onTime, t } = props;
  const canEdit = isEditable && !region.isLocked;
  const style = { "--region-color": region.color, "--region-text": readableTextColor(region.color) } as CSSProperties;
  const length = formatTime(region.span.end - region.span.start, 2);
  return (
    <li
      className={`prodigy-region-row${isSelected || isTarget ? " prodigy-region-row-selected" : ""}`}
      style={style}
      data-row={region.key}
    >
      <button
        type="button"
        className="prodigy-region-row-select"
        aria-pressed={isSelected}
        aria-label={t("region_described", {
          label: region.label,
          start: formatTime(region.start, 2),
          end: formatTime(region.end, 2),
        })}
        onClick={() => onSelect(region)}
      >
        <bdi className={`prodigy-region-chip${region.isSuggested ? " prodigy-region-chip-suggested" : ""}`}>
          {region.label || "–"}
        </bdi>
      </button>
      <Times region={region} span={region.span} canEdit={canEdit} onTime={onTime} t={t} />
      <span className="prodigy-region-length">{length}</span>
      {canEdit && region.isSuggested && (
        <button
          type="button"
          className="prodigy-region-tool"
          aria-label={t("accept")}
          title={t("accept")}
          onClick={() => onAccept(region)}
        >
          <AudioIcon name="accept" />
        </button>
      )}
      <button
        type="button"
        className="prodigy-region-tool"
        aria-label={t("play_region")}
        title={t("play_region")}
        onClick={() => onPlay(region)}
      >
        <AudioIcon name="play" />
      </button>
      {canEdit && <RemoveButton onRemove={() => onRemove(region)} t={t} />}
    </li>
  );
});

/** A region that can't be drawn: it says why, and can be put right or removed. */
function FaultyRow({ region, isEditable, onRemove, onTime, t }: RowProps<FaultyRegion>) {
  const canEdit = isEditable && region.span.locked !== true;
  return (
    <li className="prodigy-region-row prodigy-region-row-faulty">
      <bdi className="prodigy-region-chip">{String(region.span.label ?? "–")}</bdi>
      <Times region={region} span={region.span} canEdit={canEdit} onTime={onTime} t={t} />
      <span className="prodigy-region-fault">{t(FAULTS[region.fault])}</span>
      {canEdit && <RemoveButton onRemove={() => onRemove(region)} t={t} />}
    </li>
  );
}

function RemoveButton({ onRemove, t }: { onRemove(): void; t: Translate }) {
  return (
    <button
      type="button"
      className="prodigy-region-tool prodigy-region-tool-remove"
      aria-label={t("remove_region")}
      title={t("remove_region")}
      onClick={onRemove}
    >
      ×
    </button>
  );
}

interface TimesProps<R> {
  region: R;
  span: { start: number; end: number };
  canEdit: boolean;
  onTime(region: R, edge: Edge, time: number): void;
  t: Translate;
}

function Times<R>({ region, span, canEdit, onTime, t }: TimesProps<R>) {
  if (!canEdit) {
    return (
      <span className="prodigy-region-times">
        {formatTime(span.start, 2)} – {formatTime(span.end, 2)}
      </span>
    );
  }
  return (
    <span className="prodigy-region-times">
      <TimeField value={span.start} label={t("region_start")} onChange={(time) => onTime(region, "start", time)} />
      <span aria-hidden="true">–</span>
      <TimeField value={span.end} label={t("region_end")} onChange={(time) => onTime(region, "end", time)} />
    </span>
  );
}

interface TimeFieldProps {
  value: number;
  label: string;
  onChange(time: number): void;
}

/** What is typed counts with enter, or when the field is left; what is no time is taken back. */
function TimeField({ value, label, onChange }: TimeFieldProps) {
  const [text, setText] = useState<string | null>(null);
  const shown = exactTime(value);
  const commit = () => {
    const time = text === null ? null : parseTime(text);
    setText(null);
    if (time !== null && time !== value && text !== shown) onChange(time);
  };
  return (
    <input
      type="text"
      inputMode="decimal"
      className="prodigy-region-time"
      aria-label={label}
      aria-invalid={text !== null && parseTime(text) === null ? true : undefined}
      value={text ?? shown}
      size={Math.max(6, shown.length)}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setText(null);
      }}
    />
  );
}

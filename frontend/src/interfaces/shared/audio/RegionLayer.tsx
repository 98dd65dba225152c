/** The regions on the waveform. For pointers only: keys and screen readers have the list below. */
import { memo, useLayoutEffect, useRef, useState, type CSSProperties } from "react";
import { createPortal } from "react-dom";
import { useNewest } from "../../../hooks/useNewest";
import { useStable } from "../../../hooks/useStable";
import type { Translate } from "../../../i18n/translate";
import { readableTextColor } from "../../../theme";
import type { Player } from "./player";
import { watchRegionPointer, type Draft, type PointerHandlers } from "./regionPointer";
import type { Region } from "./regions";
import { formatTime } from "./time";
import type { Edge, RegionEditor } from "./useRegionEditor";
import type { Wave } from "./wave";

export interface RegionEvents {
  drafted?(draft: Draft): unknown;
  clicked?(region: Region, event: Event): void;
  doubleClicked?(region: Region, event: Event): void;
}

interface RegionLayerProps {
  wave: Wave;
  player: Player;
  editor: RegionEditor;
  /** Opaque colour of a new region. */
  color: string;
  showsTime: boolean;
  events: RegionEvents;
  t: Translate;
}

export function RegionLayer(props: RegionLayerProps) {
  const { wave, player, editor, color, showsTime, events, t } = props;
  const [draft, setDraft] = useState<Draft | null>(null);
  const hover = useRef<HTMLDivElement>(null);
  const newest = useNewest({ editor, events });

  useLayoutEffect(() => {
    const find = (key: string) => newest.current.editor.model.regions.find((region) => region.key === key);
    const handlers: PointerHandlers = {
      wave,
      duration: () => player.duration,
      regionOf: find,
      isSelected: (key) => newest.current.editor.target?.key === key,
      canEdit: (region) => !newest.current.editor.readOnly && !region?.isLocked,
      onSeek: (time) => player.seek(time),
      onClick(region, time, event) {
        player.seek(time);
        newest.current.editor.select(region);
        if (region) newest.current.events.clicked?.(region, event);
      },
      onDoubleClick(region, event) {
        void player.play(region);
        newest.current.events.doubleClicked?.(region, event);
      },
      onDraft(next) {
        setDraft(next);
        if (next?.key) newest.current.events.drafted?.(next);
      },
      onDone({ key, start, end }, edge) {
        const { editor } = newest.current;
        const region = key === null ? undefined : find(key);
        if (key === null) editor.add(start, end);
        else if (region) {
          if (edge) editor.setEdge(edge);
          editor.edit(region, { start, end });
        }
      },
      onHover: (time, x) => showHover(hover.current, wave, time, x),
    };
    return watchRegionPointer(wave.layer, handlers);
  }, [wave, player, newest]);

  const remove = useStable((region: Region) => editor.remove(region));
  const { duration } = player;
  return createPortal(
    <>
      {editor.model.regions.map((region) => (
        <RegionBox
          key={region.key}
          region={region}
          start={(draft?.key === region.key ? draft : region).start}
          end={(draft?.key === region.key ? draft : region).end}
          duration={duration}
          isSelected={region.key === editor.selected?.key}
          edge={region.key === editor.target?.key ? editor.edge : null}
          onRemove={editor.readOnly || region.isLocked ? null : remove}
          removeLabel={t("remove_region")}
        />
      ))}
      {draft?.key === null && <div className="prodigy-region-new" style={place(draft, duration, color)} />}
      {editor.mark !== null && <Begun mark={editor.mark} {...{ player, color }} />}
      {showsTime && (
        <div ref={hover} className="prodigy-wave-hover" hidden>
          <span />
        </div>
      )}
    </>,
    wave.layer,
  );
}

function place({ start, end }: { start: number; end: number }, duration: number, color?: string): CSSProperties {
  const share = (time: number) => `${(100 * time) / duration}%`;
  return { left: share(start), width: share(end - start), "--region-color": color } as CSSProperties;
}

function showHover(element: HTMLElement | null, wave: Wave, time: number | null, x: number): void {
  if (!element) return;
  element.hidden = time === null;
  if (time === null) return;
  const { left, width } = wave.layer.getBoundingClientRect();
  const box = wave.box();
  element.style.left = `${Math.min(Math.max(x - left, 0), width)}px`;
  element.classList.toggle("prodigy-wave-hover-end", x > box.right - 70);
  const text = formatTime(time, 2);
  const label = element.firstElementChild;
  if (label && label.textContent !== text) label.textContent = text;
}

interface RegionBoxProps {
  region: Region;
  /** Where it is drawn: while it is dragged, not where it is (s). */
  start: number;
  end: number;
  duration: number;
  isSelected: boolean;
  /** The border that keys move; null if they mean another region. */
  edge: Edge | null;
  onRemove: ((region: Region) => void) | null;
  removeLabel: string;
}

const RegionBox = memo(function RegionBox(props: RegionBoxProps) {
  const { region, start, end, duration, isSelected, edge, onRemove, removeLabel } = props;
  const { key, label, color, fill, lane, lanes, isSuggested, isLocked } = region;
  const style = {
    ...place({ start, end }, duration, color),
    "--region-fill": fill,
    "--region-text": readableTextColor(color),
    top: `${(100 * lane) / lanes}%`,
    height: `${100 / lanes}%`,
  } as CSSProperties;
  const classes = [
    "prodigy-region",
    isSelected && "prodigy-region-selected",
    edge !== null && "prodigy-region-target",
    isSuggested && "prodigy-region-suggested",
    isLocked && "prodigy-region-locked",
    onRemove && "prodigy-region-editable",
  ];
  return (
    <div className={classes.filter(Boolean).join(" ")} data-region={key} data-label={label} style={style}>
      {onRemove && (
        <>
          <i data-edge="start" className={edge === "start" ? "prodigy-region-edge-active" : undefined} />
          <i data-edge="end" className={edge === "end" ? "prodigy-region-edge-active" : undefined} />
        </>
      )}
      <div className="prodigy-region-area">
        <div className="prodigy-region-head">
          <bdi className="prodigy-region-label">{label || "–"}</bdi>
          {onRemove && (
            <button
              type="button"
              tabIndex={-1}
              className="prodigy-region-remove"
              title={removeLabel}
              onClick={() => onRemove(region)}
            >
              ×
            </button>
          )}
        </div>
      </div>
    </div>
  );
});

/** A region that was begun with a key goes on to the cursor. */
function Begun({ mark, player, color }: { mark: number; player: Player; color: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const show = (time: number) => {
      const range = { start: Math.min(mark, time), end: Math.max(mark, time) };
      Object.assign(box.current?.style ?? {}, place(range, player.duration));
    };
    show(player.time);
    return player.on("time", show);
  }, [mark, player]);
  return <div ref={box} className="prodigy-region-new" style={{ "--region-color": color } as CSSProperties} />;
}

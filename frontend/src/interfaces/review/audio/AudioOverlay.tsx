/**
 * Versions of the regions of a recording: one track each below the waveform that is edited, in the colours of the
 * annotators. Each region can be taken over on its own, each version as a whole.
 */
import { useId, useMemo, useState } from "react";
import { useShortcuts } from "../../../keymap/react";
import { readableTextColor } from "../../../theme";
import { TracksContext, type TrackRegion, type Tracks } from "../../shared/audio/tracks";
import type { AudioSpan } from "../../shared/audio/regions";
import { NestedView } from "../../shared/NestedView";
import { annotatorsOf } from "../agreement";
import { Sessions } from "../Decisions";
import { versionColor, versionLetter } from "../image/colors";
import { sessionsOf } from "../model";
import type { OverlayProps } from "../overlays";
import { agreementOf, nextDifference, takeRegion, trackRegions, usable } from "./versions";
import "./audioOverlay.css";

export default function AudioOverlay(props: OverlayProps) {
  const { task, original, versions, names, viewId, inUse, isEdited, adopt, update, t } = props;
  const readOnly = Boolean(props.readOnly);
  const headline = useId();
  const [current, setCurrent] = useState<TrackRegion | null>(null);
  const final = useMemo(() => usable(task["audio_spans"]), [task]);
  const spans = useMemo(() => versions.map((version) => usable(version["audio_spans"])), [versions]);
  const regions = useMemo(() => spans.map((list, i) => trackRegions(list, final, i)), [spans, final]);

  const take = (region: TrackRegion | null) => {
    const [version, index] = (region?.key ?? "").split("-").map(Number) as [number, number];
    const span = region && spans[version]?.[index];
    if (!span || readOnly) return;
    setCurrent(region);
    update({ audio_spans: takeRegion(task["audio_spans"], span as AudioSpan) });
  };
  const step = (by: 1 | -1) => {
    const next = nextDifference(regions.flat(), current, by);
    if (next) setCurrent(next);
  };
  useReviewKeys({ step, take: () => take(current), canTake: current !== null && !readOnly, t });

  const tracks: Tracks = {
    tracks: versions.map((version, i) => ({
      letter: versionLetter(i),
      color: versionColor(i),
      name: sessionsOf(version).join(", "),
      regions: regions[i] ?? [],
    })),
    current,
    onPress: take,
  };
  const { versions: _versions, view_id: _viewId, ...reviewed } = task;
  return (
    <>
      <div className="prodigy-review" data-prodigy-view-id={viewId}>
        <TracksContext value={tracks}>
          <NestedView {...props} {...{ viewId, original, readOnly }} except="review" task={reviewed as typeof task} />
        </TracksContext>
      </div>
      <section className="prodigy-review-versions" aria-labelledby={headline}>
        <h2 id={headline}>
          {t("versions")} <small>{versions.length}</small>
          {isEdited && <span className="prodigy-review-edited">{t("version_edited")}</span>}
        </h2>
        {versions.map((version, i) => (
          <div
            key={i}
            className="prodigy-review-version"
            data-in-use={i === inUse || undefined}
            onClick={() => adopt(version)}
          >
            <div className="prodigy-review-head">
              <Letter index={i} />
              <Sessions {...{ names, t }} sessions={sessionsOf(version)} count={annotatorsOf(version)} />
              <span className="prodigy-review-note">
                {t("review_overlap", { n: Math.round(100 * agreementOf(spans[i] ?? [], final)) })}
              </span>
              <button
                type="button"
                aria-pressed={i === inUse}
                disabled={readOnly}
                onClick={(event) => {
                  event.stopPropagation();
                  adopt(version);
                }}
              >
                {t(i === inUse ? "version_in_use" : "use_version")}
              </button>
            </div>
          </div>
        ))}
      </section>
    </>
  );
}

function Letter({ index }: { index: number }) {
  const color = versionColor(index);
  return (
    <b
      className="prodigy-review-letter"
      style={{ background: color, color: readableTextColor(color) }}
      aria-hidden="true"
    >
      {versionLetter(index)}
    </b>
  );
}

interface ReviewKeys {
  step(by: 1 | -1): void;
  take(): void;
  canTake: boolean;
  t: OverlayProps["t"];
}

function useReviewKeys({ step, take, canTake, t }: ReviewKeys): void {
  useShortcuts([
    { action: "next_difference", keys: ["j"], label: t("review_next"), run: () => step(1), allowRepeat: true },
    {
      action: "previous_difference",
      keys: ["shift+j"],
      label: t("review_previous"),
      run: () => step(-1),
      allowRepeat: true,
    },
    { action: "take_region", keys: ["c"], label: t("review_take_region"), when: () => canTake, run: take },
  ]);
}

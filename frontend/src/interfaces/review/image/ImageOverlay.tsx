/**
 * Versions of the shapes in a picture, laid over the picture that is edited.
 *
 * Whatever annotators differ in has a number, on the picture and in the list below it, where each of the different
 * shapes can be taken over on its own.
 */
import { useId, useMemo, useRef, useState } from "react";
import { useStable } from "../../../hooks/useStable";
import { useShortcuts } from "../../../keymap/react";
import { boxOf } from "../../../geometry/shapes";
import type { StoredShape } from "../../../geometry/stored";
import { PictureLayers, type Layers } from "../../shared/image/layers";
import { NestedView } from "../../shared/NestedView";
import type { OverlayProps } from "../overlays";
import { nextCandidate, nextDifference, takeShape } from "./choices";
import { CurrentGroup, Differences } from "./Differences";
import type { DrawnShape } from "./groups";
import { Legend } from "./Legend";
import { shapesKey, useGroups, type Groups } from "./useGroups";
import { GroupPins, VersionShapes } from "./VersionShapes";
import "./overlay.css";

export default function ImageOverlay(props: OverlayProps) {
  const { task, original, versions, config, viewId, inUse, adopt, names, t } = props;
  const readOnly = Boolean(props.readOnly);
  const found = useGroups(task, versions, config);
  const { groups, counts } = found;
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [showsAll, setShowsAll] = useState(false);
  const [current, setCurrent] = useState(-1);
  const list = useRef<HTMLOListElement>(null);

  const go = useStable((index: number) => {
    setCurrent(index);
    showRow(list.current, index);
  });
  const take = useTake(props, found);
  const takeAndGo = useStable((index: number, shape: DrawnShape | null) => {
    setCurrent(index);
    take(index, shape);
  });
  useGroupKeys(found, { current, go, take: takeAndGo, readOnly, t });

  const layers = useMemo<Layers>(() => {
    const box = groups[current] && boxOf(groups[current].members.flatMap(({ points }) => points));
    return {
      shapes: <VersionShapes {...{ groups, hidden, showsAll, current }} />,
      pins: <GroupPins {...{ groups, current, t }} onGo={go} />,
      seen: box ?? null,
    };
  }, [groups, hidden, showsAll, current, go, t]);
  const toggle = (version: number) => {
    const next = new Set(hidden);
    if (!next.delete(version)) next.add(version);
    setHidden(next);
  };
  const { versions: _versions, view_id: _viewId, ...reviewed } = task;
  const headline = useId();
  const step = (by: 1 | -1) => go(Math.max(0, nextDifference(groups, current, by)));
  return (
    <>
      <div className="prodigy-review prodigy-review-overlay" data-prodigy-view-id={viewId}>
        <PictureLayers value={layers}>
          <NestedView {...props} {...{ viewId, original, readOnly }} except="review" task={reviewed as typeof task} />
        </PictureLayers>
      </div>
      <section className="prodigy-review-versions" aria-labelledby={headline}>
        <CurrentGroup {...{ found, current, readOnly, t }} onTake={takeAndGo} onStep={step} />
        <h2 id={headline}>
          {t("versions")} <small>{versions.length}</small>
          {props.isEdited && <span className="prodigy-review-edited">{t("version_edited")}</span>}
        </h2>
        <Legend
          {...{ versions, counts, names, hidden, inUse, readOnly, t }}
          onToggle={toggle}
          onUse={(i) => adopt(versions[i])}
        />
        <Differences
          {...{ found, current, readOnly, showsAll, list, t }}
          onShowAll={setShowsAll}
          onGo={go}
          onTake={takeAndGo}
        />
      </section>
    </>
  );
}

/** Scrolls the list, and the page no further than to the line below the picture. */
function showRow(list: HTMLElement | null, index: number): void {
  const row = list?.querySelector<HTMLElement>(`[data-prodigy-row="${index}"]`);
  if (list && row) list.scrollTop = row.offsetTop - list.offsetTop - (list.clientHeight - row.offsetHeight) / 2;
  list?.parentElement?.querySelector(".prodigy-review-now")?.scrollIntoView?.({ block: "nearest" });
}

/** Puts a shape of a version into the annotation, or takes what is there away. */
function useTake({ task, versions, config, update, readOnly }: OverlayProps, { final }: Groups) {
  return (index: number, shape: DrawnShape | null) => {
    if (readOnly) return;
    const key = shapesKey(config);
    const stored = shape && ((versions[shape.version]?.[key] as StoredShape[])[shape.index] ?? null);
    update({ [key]: takeShape(task[key], stored, final.places[index] ?? []) });
  };
}

interface GroupKeys {
  current: number;
  readOnly: boolean;
  go(index: number): void;
  take(index: number, shape: DrawnShape | null): void;
  t: OverlayProps["t"];
}

function useGroupKeys({ groups, final }: Groups, { current, readOnly, go, take, t }: GroupKeys): void {
  const step = (by: 1 | -1) => {
    const next = nextDifference(groups, current, by);
    if (next >= 0) go(next);
  };
  const takeNext = () => {
    const group = groups[current];
    if (group) take(current, nextCandidate(group, final.choices[current] ?? "none"));
  };
  const move = { allowRepeat: true, when: () => groups.length > 0 };
  useShortcuts([
    { action: "next_difference", keys: ["j"], label: t("review_next"), run: () => step(1), ...move },
    { action: "previous_difference", keys: ["shift+j"], label: t("review_previous"), run: () => step(-1), ...move },
    ...(readOnly
      ? []
      : [
          {
            action: "take_shape",
            keys: ["c"],
            label: t("review_take"),
            when: () => Boolean(groups[current]),
            run: takeNext,
          },
        ]),
  ]);
}

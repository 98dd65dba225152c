/** What annotators differ in: the one that is looked at, and the list of all. */
import type { RefObject } from "react";
import type { Translate } from "../../../i18n/translate";
import { GroupChoices, GroupRow } from "./GroupRow";
import type { DrawnShape } from "./groups";
import type { Groups } from "./useGroups";

interface CurrentGroupProps {
  found: Groups;
  current: number;
  readOnly: boolean;
  onTake(index: number, shape: DrawnShape | null): void;
  onStep(by: 1 | -1): void;
  t: Translate;
}

/** Right below the picture: how many differences there are, and the one that is looked at. */
export function CurrentGroup({ found, current, readOnly, onTake, onStep, t }: CurrentGroupProps) {
  const { groups, final } = found;
  const n = groups.filter(({ difference }) => difference !== "agreed").length;
  const group = groups[current];
  if (groups.length === 0) return null;
  const button = (name: "review_previous" | "review_next", key: string, path: string, by: 1 | -1) => (
    <button
      type="button"
      aria-label={t(name)}
      title={`${t(name)} (${key})`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onStep(by)}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
  return (
    <div className="prodigy-review-now">
      {n > 0 && button("review_previous", "shift+j", "m14.5 5.5-6.5 6.5 6.5 6.5", -1)}
      {n > 0 && button("review_next", "j", "m9.5 5.5 6.5 6.5-6.5 6.5", 1)}
      {group ? (
        <GroupChoices
          {...{ group, readOnly, onTake, t }}
          index={current}
          isCurrent
          choice={final.choices[current] ?? "none"}
        />
      ) : (
        <p role="status">{n > 0 ? t("review_differ", { n, total: groups.length }) : t("review_same")}</p>
      )}
    </div>
  );
}

interface DifferencesProps {
  found: Groups;
  current: number;
  readOnly: boolean;
  showsAll: boolean;
  list: RefObject<HTMLOListElement | null>;
  onShowAll(showsAll: boolean): void;
  onGo(index: number): void;
  onTake(index: number, shape: DrawnShape | null): void;
  t: Translate;
}

export function Differences({
  found,
  current,
  readOnly,
  showsAll,
  list,
  onShowAll,
  onGo,
  onTake,
  t,
}: DifferencesProps) {
  const { groups, final } = found;
  const n = groups.filter(({ difference }) => difference !== "agreed").length;
  if (groups.length === 0) return null;
  return (
    <>
      <div className="prodigy-review-summary">
        <p>{n > 0 ? t("review_differ", { n, total: groups.length }) : t("review_same")}</p>
        <label>
          <input type="checkbox" checked={showsAll} onChange={(event) => onShowAll(event.target.checked)} />
          {t("review_show_all")}
        </label>
        {n > 0 && (
          <p className="prodigy-review-keys" aria-hidden="true">
            <kbd>j</kbd> {t("review_next")} · <kbd>c</kbd> {t("review_take")} · <kbd>v</kbd> {t("version_next")}
          </p>
        )}
      </div>
      <ol className="prodigy-review-groups prodigy-scrolls" ref={list}>
        {groups.map((group, i) =>
          group.difference === "agreed" && !showsAll ? null : (
            <GroupRow
              key={i}
              index={i}
              isCurrent={i === current}
              choice={final.choices[i] ?? "none"}
              {...{ group, readOnly, onTake, onGo, t }}
            />
          ),
        )}
      </ol>
    </>
  );
}

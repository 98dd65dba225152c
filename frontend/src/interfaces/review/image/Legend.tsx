/** Which colour is whose, who is seen on the picture, and buttons that take over all of somebody's shapes. */
import { Icon } from "../../../ui/Icon";
import type { Translate } from "../../../i18n/translate";
import { annotatorsOf, isMostFrequent } from "../agreement";
import { Sessions } from "../Decisions";
import { sessionsOf, type Version } from "../model";
import { versionColor, versionLetter } from "./colors";

interface LegendProps {
  versions: readonly Version[];
  counts: readonly number[];
  names: ReadonlyMap<string, string>;
  hidden: ReadonlySet<number>;
  inUse: number;
  readOnly: boolean;
  onToggle(version: number): void;
  onUse(version: number): void;
  t: Translate;
}

export function Legend({ versions, counts, names, hidden, inUse, readOnly, onToggle, onUse, t }: LegendProps) {
  return (
    <ul className="prodigy-review-legend">
      {versions.map((version, i) => {
        const sessions = sessionsOf(version);
        const { answer } = version;
        const who = sessions.map((name) => names.get(name) ?? name).join(", ") || versionLetter(i);
        return (
          <li key={i} className="prodigy-review-version" data-in-use={i === inUse || undefined}>
            <label>
              <input
                type="checkbox"
                checked={!hidden.has(i)}
                onChange={() => onToggle(i)}
                aria-label={t("review_show_version", { name: `${versionLetter(i)}, ${who}` })}
              />
              <i style={{ background: versionColor(i) }} aria-hidden="true">
                {versionLetter(i)}
              </i>
            </label>
            <Sessions {...{ sessions, names, t }} count={annotatorsOf(version)} />
            <span className="prodigy-review-note">
              {counts[i] ? t("shape_list", { n: counts[i] }) : t("version_empty")}
              {isMostFrequent(version, versions) && ` · ${t("version_most")}`}
            </span>
            {answer && answer !== "accept" && (
              <span className="prodigy-review-answer" data-prodigy-answer={answer}>
                <Icon name={answer} /> {t(answer)}
              </span>
            )}
            <button
              type="button"
              aria-pressed={i === inUse}
              disabled={readOnly}
              aria-label={`${t(i === inUse ? "version_in_use" : "use_version")}: ${who}`}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onUse(i)}
            >
              {t(i === inUse ? "version_in_use" : "use_version")}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** How far the work is, with the counts of this session and of the whole dataset. */
import type { MessageKey, Translate } from "../i18n/translate";
import { useTranslate } from "../i18n/react";
import { wholePercent } from "../model/percent";
import type { Figures } from "../store/shown";
import "./progress.css";

const TITLES: Record<string, MessageKey> = {
  progress: "progress",
  target: "target_progress",
  source: "source_progress",
};

export interface ProgressProps {
  /** null as long as nobody knows. */
  figures: Figures | null;
  language: string;
}

export function Progress({ figures, language }: ProgressProps) {
  const t = useTranslate();
  const kind = figures?.kind ?? null;
  const title = t(TITLES[kind ?? ""] ?? "source_progress");
  const isSource = kind !== "progress" && kind !== "target";
  return (
    <section className="prodigy-progress prodigy-sidebar-section" aria-label={title}>
      <Bar title={title} value={figures?.progress ?? null} hint={isSource ? t("source_progress_hint") : undefined} />
      {!isSource && figures && figures.source !== null && (
        <Bar title={t("source_progress")} value={figures.source} hint={t("source_progress_hint")} isSecond />
      )}
      <dl className="prodigy-progress-counts">
        {countsOf(figures, new Intl.NumberFormat(language), t).map(([name, value]) => (
          <div key={name} data-prodigy-figure={name}>
            <dt>{t(name)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Mine, the project's, and what is left, as far as they are known. */
function countsOf(figures: Figures | null, numbers: Intl.NumberFormat, t: Translate) {
  const show = (number: number | undefined) => (number === undefined ? "–" : numbers.format(number));
  const rows: [name: MessageKey, value: string][] = [["this_session", show(figures?.session)]];
  if (figures && figures.mine !== null) rows.push(["your_total", show(figures.mine)]);
  rows.push(["total", show(figures?.project)]);
  if (figures && figures.left !== null) {
    rows.push(["left", figures.isLeftExact ? show(figures.left) : t("about", { n: show(figures.left) })]);
  }
  return rows;
}

interface BarProps {
  title: string;
  value: number | null;
  hint?: string | undefined;
  isSecond?: boolean;
}

function Bar({ title, value, hint, isSecond }: BarProps) {
  const t = useTranslate();
  const share = value === null ? null : Math.min(1, Math.max(0, value));
  const percent = share === null ? null : wholePercent(share);
  return (
    <div className={isSecond ? "prodigy-progress-second" : undefined} title={hint}>
      <h2>
        {title}
        <span className="prodigy-progress-value">{percent === null ? "∞" : `${percent}%`}</span>
      </h2>
      <div
        className="prodigy-progress-track"
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        aria-valuetext={percent === null ? t("progress_unknown") : undefined}
      >
        <div className="prodigy-progress-bar" style={{ width: `${(share ?? 0) * 100}%` }} />
      </div>
    </div>
  );
}

/** How far the work is, with the counts of this session and of the whole dataset. */
import type { MessageKey } from "../i18n/translate";
import type { ProgressKind } from "../api/types";
import { useTranslate } from "../i18n/react";
import "./progress.css";

const TITLES: Record<string, MessageKey> = {
  progress: "progress",
  target: "target_progress",
  source: "source_progress",
};

export interface ProgressProps {
  /** 0 to 1, or null if nobody knows. */
  value: number | null;
  kind: ProgressKind;
  /** Share of the source that was read, shown in addition to another kind. */
  source?: number | null;
  sessionTotal: number;
  total: number;
  language: string;
}

export function Progress({ value, kind, source = null, sessionTotal, total, language }: ProgressProps) {
  const t = useTranslate();
  const title = t(TITLES[kind ?? ""] ?? "source_progress");
  const numbers = new Intl.NumberFormat(language);
  const isSource = kind !== "progress" && kind !== "target";
  return (
    <section className="prodigy-progress prodigy-sidebar-section" aria-label={title}>
      <Bar title={title} value={value} hint={isSource ? t("source_progress_hint") : undefined} />
      {!isSource && source !== null && (
        <Bar title={t("source_progress")} value={source} hint={t("source_progress_hint")} isSecond />
      )}
      <dl className="prodigy-progress-counts">
        <div>
          <dt>{t("this_session")}</dt>
          <dd>{numbers.format(sessionTotal)}</dd>
        </div>
        <div>
          <dt>{t("total")}</dt>
          <dd>{numbers.format(total)}</dd>
        </div>
      </dl>
    </section>
  );
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
  const percent = share === null ? null : Math.floor(share * 100);
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

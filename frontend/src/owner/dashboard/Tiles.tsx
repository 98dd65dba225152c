/** The figures that are looked at first: how much is done, how much is left, and how long that takes. */
import { KINDS, type Estimate, type Figures } from "../../api/dashboard";
import { useTranslate } from "../../i18n/react";
import type { MessageKey, Translate } from "../../i18n/translate";
import type { Format } from "./format";
import { ShareBar } from "./plots/ShareBar";

interface TilesProps {
  figures: Figures;
  format: Format;
}

export const nameKind = (kind: string, t: Translate) => t((kind === "other" ? "dash_other" : kind) as MessageKey);

export function Tiles({ figures, format }: TilesProps) {
  const t = useTranslate();
  const { answers, seconds, run, counting } = figures;
  return (
    <dl className="prodigy-tiles">
      <div className="prodigy-tile prodigy-tile-wide">
        <dt>{t("dash_answers")}</dt>
        <dd className="prodigy-tile-value">{format.number(Math.max(answers.total, counting?.n_total ?? 0))}</dd>
        {answers.total > 0 && (
          <dd>
            <ShareBar counts={answers} />
          </dd>
        )}
        {KINDS.filter((kind) => answers[kind]).map((kind) => (
          <dd key={kind} className="prodigy-tile-kind">
            <span className={`prodigy-swatch prodigy-swatch-${kind}`} aria-hidden="true" />
            {nameKind(kind, t)} {format.number(answers[kind])} ({format.share(answers[kind] / answers.total)})
          </dd>
        ))}
        {answers.damaged > 0 && <dd>{t("dash_damaged", { n: answers.damaged })}</dd>}
      </div>
      {run && <Left {...{ figures, format }} />}
      <div className="prodigy-tile">
        <dt>{t("dash_per_answer")}</dt>
        <dd className="prodigy-tile-value">{seconds.value === null ? "–" : format.duration(seconds.value)}</dd>
        {seconds.value !== null && (
          <>
            <dd>{describeRange(seconds, format.duration, t)}</dd>
            <dd>{t("dash_from", { n: seconds.n })}</dd>
          </>
        )}
      </div>
    </dl>
  );
}

function Left({ figures, format }: TilesProps) {
  const t = useTranslate();
  const run = figures.run!;
  const left = run.left === null ? "–" : format.number(run.left);
  return (
    <>
      <div className="prodigy-tile">
        <dt>{t("dash_left")}</dt>
        <dd className="prodigy-tile-value">
          {run.left === null || run.left_is_exact ? left : t("dash_about", { n: run.left })}
        </dd>
        {run.progress !== null && (
          <dd>
            <progress value={run.progress} aria-label={t("dash_left")} /> {format.done(run.progress)}
          </dd>
        )}
        <dd>{t("dash_working", { n: run.n_working })}</dd>
      </div>
      <div className="prodigy-tile">
        <dt>{t("dash_time_left")}</dt>
        <dd className="prodigy-tile-value">
          {run.time_left?.value == null ? "–" : format.duration(run.time_left.value)}
        </dd>
        {run.time_left && <dd>{describeRange(run.time_left, format.duration, t)}</dd>}
        {run.time_left && <dd>{t("dash_of_work")}</dd>}
      </div>
    </>
  );
}

/** The ends of an interval in words, or that it is too early for them. */
export function describeRange({ low, high }: Estimate, write: (value: number) => string, t: Translate): string {
  if (low === null || high === null) return t("dash_no_range");
  return t("dash_range", { low: write(low), high: write(high) });
}

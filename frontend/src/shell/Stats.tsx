/** Counts of the decisions of this browser session, with their shares as a thin bar. */
import { useTranslate } from "../i18n/react";
import type { Answer } from "../model/parts";
import { Icon } from "../ui/Icon";
import "./stats.css";

const ANSWERS: readonly Answer[] = ["accept", "reject", "ignore"];

export function Stats({ stats, language }: { stats: Record<Answer, number>; language: string }) {
  const t = useTranslate();
  const numbers = new Intl.NumberFormat(language);
  const sum = ANSWERS.reduce((total, answer) => total + stats[answer], 0);
  return (
    <section className="prodigy-stats prodigy-sidebar-section" aria-label={t("statistics")}>
      <h2>{t("statistics")}</h2>
      <div className="prodigy-stats-bar" aria-hidden="true">
        {sum > 0 &&
          ANSWERS.map((answer) => (
            <span key={answer} data-prodigy-answer={answer} style={{ flexGrow: stats[answer] }} />
          ))}
      </div>
      <ul>
        {ANSWERS.map((answer) => (
          <li key={answer} title={t(answer)}>
            <span className="prodigy-answer-dot" data-prodigy-answer={answer}>
              <Icon name={answer} />
            </span>
            <span className="prodigy-hidden">{t(answer)}: </span>
            {numbers.format(stats[answer])}
          </li>
        ))}
      </ul>
    </section>
  );
}

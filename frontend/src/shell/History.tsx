/** The latest decisions, newest first. A click brings a task back to change its answer. */
import { lazy, Suspense } from "react";
import type { MessageKey } from "../i18n/translate";
import { useTranslate } from "../i18n/react";
import type { Answer } from "../model/parts";
import { previewTask } from "../store/preview";
import type { HistoryEntry } from "../store/shown";
import { Icon } from "../ui/Icon";
import "./history.css";

const ModelMark = lazy(() => import("./ModelMark"));
const PAST: Record<Answer, MessageKey> = { accept: "accepted", reject: "rejected", ignore: "ignored" };

export interface HistoryProps {
  entries: readonly HistoryEntry[];
  /** Tasks that were begun and put back. */
  drafts: number;
  /** Tell whether the model that made a suggestion says the same. */
  showsSuggestions?: boolean;
  onReopen(key: number): void;
}

export function History({ entries, drafts, showsSuggestions = false, onReopen }: HistoryProps) {
  const t = useTranslate();
  return (
    <section className="prodigy-history prodigy-sidebar-section" aria-label={t("history")}>
      <h2>{t("history")}</h2>
      {entries.length === 0 && <p className="prodigy-history-empty">{t("history_empty")}</p>}
      {drafts > 0 && <p className="prodigy-sidebar-drafts">{t("drafts", { n: drafts })}</p>}
      <ol>
        {entries.map(({ key, answer, answered, isBusy, isSent }) => (
          <li key={key}>
            <button
              type="button"
              className="prodigy-history-item"
              data-prodigy-answer={answer}
              data-prodigy-sent={isSent || undefined}
              disabled={isBusy}
              title={t("reopen")}
              onClick={() => onReopen(key)}
            >
              <span className="prodigy-answer-dot" data-prodigy-answer={answer}>
                <Icon name={answer} />
              </span>
              <span className="prodigy-hidden">{t(PAST[answer])}: </span>
              <span className="prodigy-history-text" dir="auto">
                {previewTask(answered.item.task) || `${t("task")} ${answered.seq}`}
              </span>
              {showsSuggestions && answer === "accept" && answered.item.task.suggestion ? (
                <Suspense fallback={null}>
                  <ModelMark task={answered.item.task} />
                </Suspense>
              ) : null}
              {answered.item.task.flagged && <Icon name="flag" isFilled />}
              {isSent && (
                <span className="prodigy-history-saved" title={t("saved")}>
                  <Icon name="saved" />
                  <span className="prodigy-hidden">{t("saved")}</span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** One stored answer in the list: what is known about it, and its card. */
import { memo } from "react";
import type { Stored, Values } from "../../api/data";
import { useTranslate } from "../../i18n/react";
import type { MessageKey } from "../../i18n/translate";
import type { AppConfig } from "../../model/config";
import type { Theme } from "../../model/theme";
import { Icon } from "../../ui/Icon";
import { findDrawing } from "./cardConfig";
import { StoredCard } from "./StoredCard";

const PAST: Record<string, MessageKey> = { accept: "accepted", reject: "rejected", ignore: "ignored" };

export interface RowProps {
  item: Stored;
  config: AppConfig;
  theme: Theme;
  values: Values | null;
  language: string;
  showsDataset: boolean;
  isChosen: boolean;
  onChoose(id: number, isOn: boolean, isRange: boolean): void;
  onEdit(id: number): void;
}

export const Row = memo(function Row(props: RowProps) {
  const { item, config, theme, values, isChosen, onChoose, onEdit } = props;
  const t = useTranslate();
  const { task } = item;
  return (
    <>
      <header className="prodigy-data-facts">
        <label className="prodigy-data-check">
          <input
            type="checkbox"
            checked={isChosen}
            tabIndex={-1}
            onChange={(event) => onChoose(item.id, event.target.checked, (event.nativeEvent as MouseEvent).shiftKey)}
          />
          <span className="prodigy-hidden">{t("data_select")}</span>
        </label>
        <Facts {...props} />
        <button type="button" className="prodigy-data-edit" tabIndex={-1} onClick={() => onEdit(item.id)}>
          {t("data_edit")}
        </button>
      </header>
      <div className="prodigy-data-card" data-prodigy-preview>
        {task ? (
          <StoredCard task={task} drawing={findDrawing(task, item.view_id, config, values)} theme={theme} />
        ) : (
          <p className="prodigy-data-damaged">{t("data_damaged")}</p>
        )}
      </div>
      {typeof task?.["note"] === "string" && task["note"] && (
        <p className="prodigy-data-note" dir="auto">
          <Icon name="note" /> {task["note"]}
        </p>
      )}
    </>
  );
});

function Facts({ item, language, showsDataset }: RowProps) {
  const t = useTranslate();
  const { task, session, dataset } = item;
  const answer = task?.answer;
  const name = session.startsWith(`${dataset}-`) ? session.slice(dataset.length + 1) : session;
  return (
    <span className="prodigy-data-known">
      {answer && (
        <span className="prodigy-data-answer" data-prodigy-answer={answer}>
          {PAST[answer] && (
            <span className="prodigy-answer-dot" data-prodigy-answer={answer}>
              <Icon name={answer} />
            </span>
          )}
          {PAST[answer] ? t(PAST[answer]) : answer}
        </span>
      )}
      {task?.flagged && (
        <span>
          <Icon name="flag" isFilled />
          <span className="prodigy-hidden">{t("flagged")}</span>
        </span>
      )}
      {name && <bdi title={session}>{name}</bdi>}
      {showsDataset && <bdi>{dataset}</bdi>}
      {item.created !== null && <time>{formatTime(item.created, language)}</time>}
      {item.duration !== null && <span>{formatDuration(item.duration, language)}</span>}
      {item.differs > 1 && <strong>{t("data_ways", { n: item.differs })}</strong>}
      {item.n_versions > 0 && <span>{t("data_edits", { n: item.n_versions })}</span>}
    </span>
  );
}

export function formatTime(seconds: number, language: string): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return format.format(new Date(seconds * 1000));
}

function formatDuration(ms: number, language: string): string {
  const format = { style: "unit", unit: "second", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(ms / 1000);
}

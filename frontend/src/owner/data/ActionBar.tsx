/** The calm line at the bottom: what was just done, and what can be done with what is selected. */
import { useTranslate } from "../../i18n/react";
import { Icon } from "../../ui/Icon";
import type { Actions } from "./useActions";

/** What can be done with what is selected. */
export interface Openers {
  change(): void;
  export(): void;
  delete(): void;
  again(): void;
}

interface ActionBarProps {
  /** How many are selected: 0 none, null all of an unknown number. */
  n: number | null;
  isReadOnly: boolean;
  open: Openers;
  actions: Actions;
  onClear(): void;
}

export function ActionBar({ n, isReadOnly, open, actions, onClear }: ActionBarProps) {
  const t = useTranslate();
  const { news } = actions;
  return (
    <div className="prodigy-data-bar">
      <div role="status" className="prodigy-data-news" data-prodigy-kind={news?.isError ? "error" : undefined}>
        {news && (
          <>
            <span>{news.text}</span>
            {news.detail && <code>{news.detail}</code>}
            {news.canUndo && (
              <button type="button" onClick={() => void actions.undo()}>
                <Icon name="undo" />
                {t("undo")} <kbd>u</kbd>
              </button>
            )}
            <button
              type="button"
              className="prodigy-data-dismiss"
              aria-label={t("dismiss")}
              onClick={() => actions.say(null)}
            >
              <Icon name="close" />
            </button>
          </>
        )}
      </div>
      {n !== 0 && <Choices {...{ n, isReadOnly, open, onClear }} />}
    </div>
  );
}

function Choices({ n, isReadOnly, open, onClear }: Omit<ActionBarProps, "actions">) {
  const t = useTranslate();
  const buttons = [
    [t("data_relabel"), "r", open.change, isReadOnly],
    [t("data_again"), "g", open.again, false],
    [t("data_export"), "e", open.export, false],
    [t("data_delete"), "Del", open.delete, isReadOnly],
  ] as const;
  return (
    <div className="prodigy-data-actions">
      <strong>{n === null ? t("data_selected_all") : t("data_selected", { n })}</strong>
      {buttons.map(([text, key, run, isOff]) => (
        <button key={key} type="button" disabled={isOff} onClick={run}>
          {text} <kbd>{key}</kbd>
        </button>
      ))}
      <button type="button" className="prodigy-data-dismiss" aria-label={t("data_clear")} onClick={onClear}>
        <Icon name="close" />
      </button>
    </div>
  );
}

/** Shown when the server has nothing left. New tasks replace it by themselves. */
import { useTranslate } from "../i18n/react";
import { useEngine, useSelector } from "../store/react";
import { countUnconfirmed } from "../store/selectors";
import { Icon } from "./Icon";
import { Message } from "./Message";

export function EmptyState() {
  const t = useTranslate();
  const engine = useEngine();
  const count = useSelector(countUnconfirmed);
  return (
    <Message
      icon="done"
      title={t("no_tasks")}
      text={count > 0 ? t("no_tasks_hint") : t("no_tasks_saved")}
    >
      {count > 0 && (
        <button type="button" data-prodigy-primary onClick={engine.save}>
          <Icon name="save" />
          {t("save")}
        </button>
      )}
      <button type="button" onClick={() => location.reload()}>
        <Icon name="retry" />
        {t("reload")}
      </button>
    </Message>
  );
}

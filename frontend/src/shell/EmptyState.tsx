/** Shown when the server has nothing left. New tasks replace it by themselves. */
import { useTranslate } from "../i18n/react";
import { useEngine, useSelector } from "./useEngine";
import { countUnconfirmed } from "../store/selectors";
import { Icon } from "../ui/Icon";
import { Message } from "./Message";

export function EmptyState() {
  const t = useTranslate();
  const engine = useEngine();
  const count = useSelector(countUnconfirmed);
  const held = useSelector((state) => state.heldByOthers) ?? 0;
  const text = t(count > 0 ? "no_tasks_hint" : "no_tasks_saved");
  return (
    <Message icon="done" title={t("no_tasks")} text={held > 0 ? `${text} ${t("tasks_held", { n: held })}` : text}>
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

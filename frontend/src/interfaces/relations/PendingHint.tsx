/** Above the text: what waits for its other end, and how to drop it. */
import type { Translate } from "../../i18n/translate";

interface PendingHintProps {
  /** The words of the head that waits for its child; null: the first token of a span waits for the last one. */
  head: string | null;
  onCancel(): void;
  t: Translate;
}

export function PendingHint({ head, onCancel, t }: PendingHintProps) {
  return (
    <div className="prodigy-relations-hint">
      <p>
        {head !== null && (
          <>
            <bdi>{head}</bdi> <span aria-hidden="true">→</span>
          </>
        )}
        <span>{t(head === null ? "pick_end" : "pick_child")}</span>
        <button type="button" aria-label={t("cancel")} onClick={onCancel}>
          ×
        </button>
      </p>
    </div>
  );
}

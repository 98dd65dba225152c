/** Buttons at the end of the label bar. */
import type { Translate } from "../../i18n/translate";

interface ImageToolsProps {
  canDelete: boolean;
  onDelete(): void;
  canReset: boolean;
  onReset(): void;
  showsLabels: boolean;
  onLabels(): void;
  t: Translate;
}

export function ImageTools({ canDelete, onDelete, canReset, onReset, showsLabels, onLabels, t }: ImageToolsProps) {
  return (
    <>
      <button
        type="button"
        className="prodigy-label-tool"
        aria-pressed={showsLabels}
        aria-label={t("show_all_labels")}
        title={`${t("show_all_labels")} (l)`}
        onClick={onLabels}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M3.5 6.5h10l7 5.5-7 5.5h-10zm4 5.5h.1" />
        </svg>
      </button>
      <button
        type="button"
        className="prodigy-label-tool"
        disabled={!canDelete}
        aria-label={t("delete")}
        title={`${t("delete")} (d)`}
        onClick={onDelete}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4.5 7h15M9.5 7V4.5h5V7m-8 0 1 13h9l1-13M10 10.5v6m4-6v6" />
        </svg>
      </button>
      <button
        type="button"
        className="prodigy-label-tool"
        disabled={!canReset}
        aria-label={t("reset")}
        title={`${t("reset")} (q)`}
        onClick={onReset}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 5v5h5M4.6 10a8 8 0 1 1-.3 4.5" />
        </svg>
      </button>
    </>
  );
}

/** Buttons at the end of the label bar. */
import type { Translate } from "../../i18n/translate";
import { ResetButton, ToolButton } from "../../ui/ToolButton";

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
      <ToolButton name={t("show_all_labels")} hint="l" isPressed={showsLabels} onPress={onLabels}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M3.5 6.5h10l7 5.5-7 5.5h-10zm4 5.5h.1" />
        </svg>
      </ToolButton>
      <ToolButton name={t("delete")} hint="d" isDisabled={!canDelete} onPress={onDelete}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4.5 7h15M9.5 7V4.5h5V7m-8 0 1 13h9l1-13M10 10.5v6m4-6v6" />
        </svg>
      </ToolButton>
      <ResetButton isOn={canReset} onReset={onReset} t={t} />
    </>
  );
}

/** Buttons at the end of the label bar. */
import { keyHint } from "../../../keymap/labels";
import type { Translate } from "../../../i18n/translate";
import { ResetButton, ToolButton } from "../../../ui/ToolButton";

interface SpanToolsProps {
  canReset: boolean;
  onReset(): void;
  showsWhitespace: boolean;
  /** null: the text can't show it. */
  onWhitespace: ((isShown: boolean) => void) | null;
  /** Mentions of the latest span's words that could get its label too. */
  identical: number;
  onRepeat(): void;
  isDimming: boolean;
  /** null: the text is short, or the browser can't do it. */
  onDim: ((isDimming: boolean) => void) | null;
  t: Translate;
}

export function SpanTools({
  canReset,
  onReset,
  showsWhitespace,
  onWhitespace,
  isDimming,
  onDim,
  ...props
}: SpanToolsProps) {
  const { identical, onRepeat, t } = props;
  return (
    <>
      {identical > 0 && (
        <button
          type="button"
          className="prodigy-label-tool prodigy-label-tool-wide"
          title={`${t("repeat_count", { n: identical })} (${keyHint("shift+enter")})`}
          aria-label={t("repeat_count", { n: identical })}
          // The focus stays in the text.
          onMouseDown={(event) => event.preventDefault()}
          onClick={onRepeat}
        >
          <span aria-hidden="true">+{identical}</span>
          <kbd aria-hidden="true">{keyHint("shift+enter")}</kbd>
        </button>
      )}
      {onDim && (
        <ToolButton name={t("focus_sentence")} isPressed={isDimming} onPress={() => onDim(!isDimming)}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 5h9M4 19h12M4 12h16" />
          </svg>
        </ToolButton>
      )}
      {onWhitespace && (
        <ToolButton
          name={t("show_whitespace")}
          isPressed={showsWhitespace}
          onPress={() => onWhitespace(!showsWhitespace)}
        >
          ¶
        </ToolButton>
      )}
      <ResetButton isOn={canReset} onReset={onReset} t={t} />
    </>
  );
}

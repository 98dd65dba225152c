/** Buttons at the end of the label bar. */
import type { Translate } from "../types";

interface SpanToolsProps {
  canReset: boolean;
  onReset(): void;
  showsWhitespace: boolean;
  onWhitespace(isShown: boolean): void;
  t: Translate;
}

export function SpanTools({ canReset, onReset, showsWhitespace, onWhitespace, t }: SpanToolsProps) {
  return (
    <>
      <button
        type="button"
        className="prodigy-label-tool"
        aria-pressed={showsWhitespace}
        aria-label={t("show_whitespace")}
        title={t("show_whitespace")}
        onClick={() => onWhitespace(!showsWhitespace)}
      >
        ¶
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

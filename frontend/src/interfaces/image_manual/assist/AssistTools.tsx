/** Buttons for what is faster than drawing: beside the zoom, and above the picture while suggestions wait. */
import type { ReactNode } from "react";
import type { Translate } from "../../../i18n/translate";
import type { Assist } from "./useAssist";
import "./assist.css";

interface PartProps {
  assist: Assist;
  t: Translate;
}

export function AssistTools({ assist, t }: PartProps) {
  const { segments, isSnapping, toggleSnapping } = assist;
  return (
    <>
      {segments.isOffered && (
        <Toggle name={t("segment")} hint="g" isOn={segments.isOn} onClick={segments.toggle}>
          <path d="m4 20 9-9m1.5-1.5 1-1M15 3v3m0 8v2m-6-7h2m8 0h2m-3.5-4.5L19 3m0 12-1.5-1.5" />
        </Toggle>
      )}
      <Toggle name={t("snap_edges")} hint="m" isOn={isSnapping} onClick={toggleSnapping}>
        <path d="M5 4h4v8a3 3 0 0 0 6 0V4h4v8a7 7 0 0 1-14 0zm0 4h4m6 0h4" />
      </Toggle>
    </>
  );
}

interface ToggleProps {
  name: string;
  hint: string;
  isOn: boolean;
  onClick(): void;
  children: ReactNode;
}

function Toggle({ name, hint, isOn, onClick, children }: ToggleProps) {
  return (
    <button
      type="button"
      className="prodigy-image-tool"
      aria-pressed={isOn}
      aria-label={name}
      title={`${name} (${hint})`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {children}
      </svg>
    </button>
  );
}

/** How many suggestions there are, and what became of the last outline. */
export function AssistNotes({ assist, t }: PartProps) {
  const { count, segments } = assist;
  const said = segments.waiting > 0 ? t("segment_busy") : segments.message;
  return (
    <>
      {count > 0 && (
        <div className="prodigy-suggestions" role="group" aria-label={t("suggestions")}>
          <span>{t("suggestion_count", { n: count })}</span>
          <button type="button" onMouseDown={(event) => event.preventDefault()} onClick={assist.acceptAll}>
            {t("accept_all")} <kbd aria-hidden="true">⇧↵</kbd>
          </button>
          <button type="button" onMouseDown={(event) => event.preventDefault()} onClick={assist.dismissAll}>
            {t("dismiss_all")} <kbd aria-hidden="true">⇧d</kbd>
          </button>
        </div>
      )}
      {segments.isOffered && (
        <p className="prodigy-segment-note" role="status">
          {said || (segments.isOn ? t("segment_hint") : "")}
        </p>
      )}
    </>
  );
}

/** Saves all answers, and says how many the server has not confirmed. */
import { useEffect, useState } from "react";
import { useTranslate } from "../i18n/react";
import { keyHint } from "../keymap/labels";
import { onMac } from "../keymap/parse";
import type { SaveStatus } from "../store/selectors";
import { Icon } from "../ui/Icon";
import "./saveButton.css";

const TICK_MS = 2_000;

export interface SaveButtonProps {
  status: SaveStatus;
  count: number;
  /** Counts successful posts: when it grows and nothing is left, a tick shows for a moment. */
  posted: number;
  keys: readonly string[];
  onSave(): void;
}

export function SaveButton({ status, count, posted, keys, onSave }: SaveButtonProps) {
  const t = useTranslate();
  const isFresh = useTick(posted) && status === "idle";
  const combo = keys.find((key) => key.startsWith(onMac() ? "command" : "ctrl")) ?? keys[0];
  const state = isFresh ? "saved" : status;
  const label = t(state === "saving" || state === "saved" ? state : "save");
  const hint = combo ? ` (${keyHint(combo)})` : "";
  const detail = status === "error" ? t("save_failed") : count > 0 ? t("unsaved", { n: count }) : t("nothing_to_save");
  return (
    <button
      type="button"
      className="prodigy-button-save"
      data-prodigy-state={state}
      aria-disabled={status === "idle"}
      aria-label={`${label}${hint}: ${detail}`}
      title={`${detail}${hint}`}
      onClick={onSave}
    >
      {status === "saving" ? (
        <span className="prodigy-spinner" aria-hidden="true" />
      ) : (
        <Icon name={state === "saved" ? "saved" : status === "error" ? "warning" : "save"} />
      )}
      <span className="prodigy-save-text">{t(state === "saved" ? "saved" : "save")}</span>
      {count > 0 && (
        // Drawn by CSS: a text here would not be part of the button's name.
        <span className="prodigy-save-count" data-prodigy-count={count} aria-hidden="true" />
      )}
    </button>
  );
}

/** True for a moment after the counter grew. */
function useTick(counter: number): boolean {
  const [seen, setSeen] = useState(counter);
  useEffect(() => {
    const timer = setTimeout(() => setSeen(counter), TICK_MS);
    return () => clearTimeout(timer);
  }, [counter]);
  return counter !== seen;
}

/** A small button at the end of the label bar. */
import type { ReactNode } from "react";
import type { Translate } from "../i18n/translate";

interface ToolButtonProps {
  /** What it does, in the language of the page. */
  name: string;
  /** The key that does the same. */
  hint?: string;
  /** Of a tool that is on or off. */
  isPressed?: boolean;
  isDisabled?: boolean;
  onPress(): void;
  children: ReactNode;
}

export function ToolButton({ name, hint, isPressed, isDisabled = false, onPress, children }: ToolButtonProps) {
  return (
    <button
      type="button"
      className="prodigy-label-tool"
      aria-label={name}
      aria-pressed={isPressed}
      title={hint ? `${name} (${hint})` : name}
      disabled={isDisabled}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

/** Back to how the task came. */
export function ResetButton({ isOn, onReset, t }: { isOn: boolean; onReset(): void; t: Translate }) {
  return (
    <ToolButton name={t("reset")} hint="q" isDisabled={!isOn} onPress={onReset}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 5v5h5M4.6 10a8 8 0 1 1-.3 4.5" />
      </svg>
    </ToolButton>
  );
}

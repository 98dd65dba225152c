/** The big buttons that answer a task. */
import type { ReactNode } from "react";
import { useTranslate } from "../i18n/react";
import type { ButtonName } from "../model/settings";
import { keyHint } from "../keymap/labels";
import { Icon } from "../ui/Icon";
import "./buttons.css";

export interface ButtonsProps {
  buttons: readonly ButtonName[];
  /** Key combinations of each action. */
  keys: Record<ButtonName, readonly string[]>;
  isDisabled(button: ButtonName): boolean;
  onPress(button: ButtonName): void;
  /** Stands above the buttons. */
  children?: ReactNode;
}

export function Buttons({ buttons, keys, isDisabled, onPress, children }: ButtonsProps) {
  const t = useTranslate();
  return (
    <div className="prodigy-buttons" role="group" aria-label={t("actions")}>
      {children}
      {buttons.map((button) => {
        const key = keys[button][0];
        return (
          <button
            key={button}
            type="button"
            className={`prodigy-button prodigy-button-${button}`}
            data-prodigy-answer={button}
            // English in every language: recipes find buttons by this text.
            aria-label={key ? `${button} (${key})` : button}
            title={t(button)}
            disabled={isDisabled(button)}
            onClick={() => onPress(button)}
          >
            <Icon name={button} />
            <span className="prodigy-button-caption" aria-hidden="true">
              <span>{t(button)}</span>
              {/* Drawn by CSS: a text here would not be part of the button's name. */}
              {key && <kbd data-prodigy-key={keyHint(key)} />}
            </span>
          </button>
        );
      })}
    </div>
  );
}

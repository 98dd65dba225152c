/** A modal window: traps the focus, closes by escape, × or a click outside, and returns the focus. */
import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { useTranslate } from "../i18n/react";
import { matches, parseCombo } from "../keymap/parse";
import { useModalKeys } from "../keymap/react";
import { Icon } from "./Icon";
import "./dialog.css";

export interface DialogProps {
  title: string;
  /** Keys that close the window besides escape, usually those that opened it. */
  closeKeys?: readonly string[];
  /** A form needs less width than a page of text, a table of keys more. */
  size?: "small" | "wide";
  /** Buttons beside the ×. */
  actions?: ReactNode;
  onClose(): void;
  children: ReactNode;
}

export function Dialog({ title, closeKeys = [], size, actions, onClose, children }: DialogProps) {
  const t = useTranslate();
  const titleId = useId();
  const element = useRef<HTMLDialogElement>(null);
  useModalKeys(true);

  // With the drawing: a window that is closed while it is still on the page gives the focus back.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // The browser would take the first button, which is the ×. What is to be read is next to be scrolled.
    const first =
      dialog?.querySelector<HTMLElement>("textarea, input") ??
      dialog?.querySelector<HTMLElement>(".prodigy-modal-content");
    first?.focus();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={element}
      className="prodigy-modal"
      data-prodigy-size={size}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => event.target === element.current && onClose()}
      onKeyDown={(event) => {
        // Escape too: the browser's own way is slower than the next key of somebody who types fast.
        if (!["escape", ...closeKeys].some((key) => matches(parseCombo(key), event.nativeEvent))) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className="prodigy-modal-box">
        <header>
          <h1 id={titleId}>{title}</h1>
          {actions}
          <button type="button" className="prodigy-icon-button" aria-label={t("close")} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div className="prodigy-modal-content prodigy-scrolls" tabIndex={-1}>
          {children}
        </div>
      </div>
    </dialog>
  );
}

/** What went wrong, at the top right, until it is right again or somebody has read it. News stands in the status line. */
import { useEffect, useState } from "react";
import { useTranslate } from "../i18n/react";
import type { Notice } from "../store/types";
import { Icon } from "../ui/Icon";
import { ACTION_TEXT, type NoticeAction } from "./noticeActions";
import "./toasts.css";

export interface ToastsProps {
  notices: readonly Notice[];
  onDismiss(id: string): void;
  onAction(action: NoticeAction): void;
}

export function Toasts({ notices, onDismiss, onAction }: ToastsProps) {
  return (
    <div className="prodigy-toasts">
      {notices.filter(isLoud).map((notice) => (
        <Toast key={notice.id} notice={notice} onDismiss={onDismiss} onAction={onAction} />
      ))}
    </div>
  );
}

const isLoud = ({ isCalm }: Notice) => !isCalm;

/** Lets a notice go away by itself, if it is one that does. */
export function useExpiry(notice: Notice, onDismiss: (id: string) => void): void {
  const { id, expires } = notice;
  useEffect(() => {
    if (!expires) return;
    const timer = setTimeout(() => onDismiss(id), expires);
    return () => clearTimeout(timer);
  }, [id, expires, notice, onDismiss]);
}

function Toast({ notice, onDismiss, onAction }: Omit<ToastsProps, "notices"> & { notice: Notice }) {
  const t = useTranslate();
  const { id, kind, title, text, message, hint, requestId, action } = notice;

  useExpiry(notice, onDismiss);

  return (
    <div className="prodigy-toast" data-prodigy-kind={kind} role={kind === "error" ? "alert" : "status"}>
      <div className="prodigy-toast-text">
        <strong>{t(title, notice.values)}</strong>
        {text && <p>{text}</p>}
        {hint && <p>{hint}</p>}
        {message && <p className="prodigy-toast-hint">{t(message)}</p>}
        {(action || requestId) && (
          <div className="prodigy-toast-actions">
            {action && (
              <button type="button" onClick={() => onAction(action)}>
                {t(ACTION_TEXT[action])}
              </button>
            )}
            {requestId && <CopyDetails notice={notice} />}
          </div>
        )}
      </div>
      <button type="button" className="prodigy-icon-button" aria-label={t("dismiss")} onClick={() => onDismiss(id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function CopyDetails({ notice }: { notice: Notice }) {
  const t = useTranslate();
  const [isCopied, setIsCopied] = useState(false);
  // Without TLS on another machine there is no clipboard.
  if (!navigator.clipboard) return <small>{`${t("error_request")} ${notice.requestId}`}</small>;
  const details = [notice.text, notice.hint, `${t("error_request")}: ${notice.requestId}`, location.href];
  return (
    <button
      type="button"
      onClick={() => {
        const copied = navigator.clipboard.writeText(details.filter(Boolean).join("\n"));
        copied.then(() => setIsCopied(true)).catch(() => {});
      }}
    >
      {t(isCopied ? "copied" : "copy_details")}
    </button>
  );
}

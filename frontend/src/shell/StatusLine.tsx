/**
 * A line above the buttons: what has just happened, what an answer lacks, or that there is no connection. Its place is
 * always there; what takes more than a line makes the place larger, and covers nothing either.
 */
import { useTranslate } from "../i18n/react";
import { countUnconfirmed } from "../store/selectors";
import type { Notice } from "../store/types";
import { Icon } from "../ui/Icon";
import { ACTION_TEXT, act } from "./noticeActions";
import { useExpiry } from "./Toasts";
import { useEngine, useSelector } from "./useEngine";
import "./statusLine.css";

export function StatusLine() {
  const notices = useSelector((state) => state.notices);
  const isOffline = useSelector((state) => state.isOffline);
  const calm = notices.filter(({ isCalm }) => isCalm);
  const notice = calm.at(-1);
  return (
    <div
      className="prodigy-status-line"
      role="status"
      aria-live="polite"
      data-prodigy-offline={isOffline || undefined}
      data-prodigy-long={(notice && isLong(notice)) || undefined}
    >
      {calm.map((one) => (
        <Expiry key={one.id} notice={one} />
      ))}
      {notice ? <News notice={notice} /> : isOffline ? <Offline /> : null}
    </div>
  );
}

/** Says more than its title. */
export function isLong({ text, lines, message }: Notice): boolean {
  return Boolean(text || lines?.length || message);
}

function News({ notice }: { notice: Notice }) {
  const t = useTranslate();
  const engine = useEngine();
  const { id, title, values, lines, text, hint, message, action, expires } = notice;
  return (
    <span data-prodigy-kind={notice.kind}>
      {isLong(notice) ? (
        <span className="prodigy-status-text">
          <strong>{t(title, values)}</strong>
          {lines?.map((line, index) => (
            <span key={index}> {t(line.key, line.values)}</span>
          ))}
          {text && <span> {text}</span>}
          {hint && <span> {hint}</span>}
          {message && <span> {t(message)}</span>}
        </span>
      ) : (
        t(title, values)
      )}
      {action && (
        <button type="button" onClick={() => act(action, engine)}>
          {t(ACTION_TEXT[action])}
        </button>
      )}
      {!expires && (
        <button
          type="button"
          className="prodigy-status-dismiss"
          aria-label={t("dismiss")}
          onClick={() => engine.dismiss(id)}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

function Offline() {
  const t = useTranslate();
  const engine = useEngine();
  const count = useSelector(countUnconfirmed);
  return (
    <span>
      {count ? t("offline_kept", { n: count }) : t("offline")}
      <button type="button" onClick={engine.retry}>
        {t("retry")}
      </button>
    </span>
  );
}

function Expiry({ notice }: { notice: Notice }) {
  useExpiry(notice, useEngine().dismiss);
  return null;
}

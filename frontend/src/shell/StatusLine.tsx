/** One line above the buttons: what has just happened, or that there is no connection. Its place is always there. */
import { useTranslate } from "../i18n/react";
import { countUnconfirmed } from "../store/selectors";
import { useExpiry } from "./Toasts";
import { useEngine, useSelector } from "./useEngine";
import type { Notice } from "../store/types";
import "./statusLine.css";

export function StatusLine() {
  const t = useTranslate();
  const engine = useEngine();
  const notices = useSelector((state) => state.notices);
  const isOffline = useSelector((state) => state.isOffline);
  const count = useSelector(countUnconfirmed);
  const calm = notices.filter(({ isCalm }) => isCalm);
  const notice = calm.at(-1);
  return (
    <div className="prodigy-status-line" role="status" aria-live="polite" data-prodigy-offline={isOffline || undefined}>
      {calm.map((one) => (
        <Expiry key={one.id} notice={one} />
      ))}
      {notice ? (
        <span>
          {t(notice.title, notice.values)}
          {notice.action === "undo" && (
            <button type="button" onClick={engine.undo}>
              {t("undo")}
            </button>
          )}
        </span>
      ) : isOffline ? (
        <span>
          {count ? t("offline_kept", { n: count }) : t("offline")}
          <button type="button" onClick={engine.retry}>
            {t("retry")}
          </button>
        </span>
      ) : null}
    </div>
  );
}

function Expiry({ notice }: { notice: Notice }) {
  useExpiry(notice, useEngine().dismiss);
  return null;
}

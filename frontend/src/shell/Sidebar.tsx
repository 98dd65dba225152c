/** The column with everything about the project; on small screens a drawer. */
import { lazy, Suspense, useEffect, useMemo, useRef } from "react";
import { useTranslate } from "../i18n/react";
import { actionKeys } from "../keymap/defaults";
import { useEngine, useSelector } from "../store/react";
import {
  countUnconfirmed,
  selectDrafts,
  selectHistory,
  selectSaveStatus,
  selectSessionTotal,
  selectTotal,
} from "../store/selectors";
import { History } from "./History";
import { Icon } from "../ui/Icon";
import { Logo } from "./Logo";
import { Progress } from "./Progress";
import { ProjectInfo } from "./ProjectInfo";
import { SaveButton } from "./SaveButton";
import "./sidebar.css";

export interface SidebarProps {
  isNarrow: boolean;
  isOpen: boolean;
  onClose(): void;
  onSwitch(): void;
}

const Timer = lazy(() => import("./Timer"));
const Stats = lazy(() => import("./later").then(({ Stats: it }) => ({ default: it })));

export function Sidebar({ isNarrow, isOpen, onClose, onSwitch }: SidebarProps) {
  const t = useTranslate();
  const engine = useEngine();
  const state = useSelector((whole) => whole);
  const { config } = state;
  const closeButton = useRef<HTMLButtonElement>(null);
  const history = useMemo(() => selectHistory(state), [state]);
  const drafts = useMemo(() => selectDrafts(state).length, [state.queue]);
  const isHidden = isNarrow && !isOpen;

  useEffect(() => {
    if (!isNarrow || !isOpen) return;
    const before = document.activeElement;
    closeButton.current?.focus();
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [isNarrow, isOpen, onClose]);

  return (
    <>
      {isNarrow && isOpen && <div className="prodigy-backdrop" onClick={onClose} />}
      <aside
        className="prodigy-sidebar-wrapper"
        aria-label={t("sidebar")}
        data-prodigy-open={isOpen || undefined}
        inert={isHidden}
      >
        <div className="prodigy-sidebar">
          <div className="prodigy-sidebar-title">
            <Logo />
            {isNarrow ? (
              <button
                ref={closeButton}
                type="button"
                className="prodigy-icon-button"
                aria-label={t("close")}
                onClick={onClose}
              >
                <Icon name="close" />
              </button>
            ) : (
              <ConnectedSaveButton />
            )}
          </div>
          <div className="prodigy-sidebar-content">
            <ProjectInfo config={config} onSwitch={onSwitch} />
            <Progress
              value={state.progress}
              kind={state.progressKind}
              source={state.sourceProgress}
              sessionTotal={selectSessionTotal(state)}
              total={selectTotal(state)}
              language={config.ui_lang}
            />
            {config.show_timer && (
              <Suspense fallback={null}>
                <Timer language={config.ui_lang} />
              </Suspense>
            )}
            {config.show_stats && (
              <Suspense fallback={null}>
                <Stats stats={state.stats} language={config.ui_lang} />
              </Suspense>
            )}
            {config.history_length > 0 && !config.instant_submit && (
              <History
                entries={history}
                drafts={drafts}
                onReopen={(key) => {
                  engine.reopen(key);
                  onClose();
                }}
              />
            )}
          </div>
        </div>
      </aside>
    </>
  );
}

export function ConnectedSaveButton() {
  const engine = useEngine();
  const state = useSelector((whole) => whole);
  return (
    <SaveButton
      status={selectSaveStatus(state)}
      count={countUnconfirmed(state)}
      posted={state.posted}
      keys={actionKeys("save", state.config.keymap)}
      onSave={engine.save}
    />
  );
}

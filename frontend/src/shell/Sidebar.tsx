/** The column with everything about the project; on small screens a drawer. */
import { lazy, Suspense, useEffect, useRef, type RefObject } from "react";
import { useTranslate } from "../i18n/react";
import { actionKeys } from "../keymap/defaults";
import { useEngine, useSelector } from "./useEngine";
import {
  countDrafts,
  countUnconfirmed,
  selectHistory,
  selectSaveStatus,
  selectSessionTotal,
  selectTotal,
} from "../store/selectors";
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
/** Nothing is in it when the page begins. */
const History = lazy(() => import("./later").then(({ History: it }) => ({ default: it })));
const Stats = lazy(() => import("./later").then(({ Stats: it }) => ({ default: it })));

export function Sidebar({ isNarrow, isOpen, onClose, onSwitch }: SidebarProps) {
  const t = useTranslate();
  const config = useSelector((state) => state.config);
  const closeButton = useRef<HTMLButtonElement>(null);
  const isHidden = isNarrow && !isOpen;
  useDrawer(closeButton, isNarrow && isOpen, onClose);

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
          <div className="prodigy-sidebar-content prodigy-scrolls">
            <ProjectInfo config={config} onSwitch={onSwitch} />
            <ConnectedProgress />
            {config.show_timer && (
              <Suspense fallback={null}>
                <Timer language={config.ui_lang} />
              </Suspense>
            )}
            {config.show_stats && (
              <Suspense fallback={null}>
                <ConnectedStats />
              </Suspense>
            )}
            {config.history_length > 0 && !config.instant_submit && (
              <Suspense fallback={null}>
                <ConnectedHistory onClose={onClose} />
              </Suspense>
            )}
          </div>
        </div>
      </aside>
    </>
  );
}

/** A drawer takes the focus, closes with escape, and gives the focus back. */
function useDrawer(closeButton: RefObject<HTMLElement | null>, isOpen: boolean, onClose: () => void): void {
  useEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    closeButton.current?.focus();
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [closeButton, isOpen, onClose]);
}

function ConnectedProgress() {
  return (
    <Progress
      value={useSelector((state) => state.progress)}
      kind={useSelector((state) => state.progressKind)}
      source={useSelector((state) => state.sourceProgress)}
      sessionTotal={useSelector(selectSessionTotal)}
      total={useSelector(selectTotal)}
      language={useSelector((state) => state.config.ui_lang)}
    />
  );
}

function ConnectedStats() {
  return <Stats stats={useSelector((state) => state.stats)} language={useSelector((state) => state.config.ui_lang)} />;
}

function ConnectedHistory({ onClose }: Pick<SidebarProps, "onClose">) {
  const engine = useEngine();
  const reopen = (key: number) => {
    engine.reopen(key);
    onClose();
  };
  return <History entries={useSelector(selectHistory)} drafts={useSelector(countDrafts)} onReopen={reopen} />;
}

export function ConnectedSaveButton() {
  const engine = useEngine();
  const keymap = useSelector((state) => state.config.keymap);
  return (
    <SaveButton
      status={useSelector(selectSaveStatus)}
      count={useSelector(countUnconfirmed)}
      posted={useSelector((state) => state.posted)}
      keys={actionKeys("save", keymap)}
      onSave={engine.save}
    />
  );
}

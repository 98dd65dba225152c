/** The column with everything about the project; on small screens a drawer. */
import { lazy, Suspense, useEffect, useRef, type RefObject } from "react";
import { useTranslate } from "../i18n/react";
import { actionKeys } from "../keymap/defaults";
import { useEngine, useSelector } from "./useEngine";
import { countUnconfirmed, selectSaveStatus } from "../store/selectors";
import { Icon } from "../ui/Icon";
import { Logo } from "./Logo";
import { SaveButton } from "./SaveButton";
import "./sidebar.css";

export interface SidebarProps {
  isNarrow: boolean;
  isOpen: boolean;
  onClose(): void;
  onSwitch(): void;
}

/** Beside the task, and not before it. */
const SidebarContent = lazy(() => import("./later").then(({ SidebarContent: it }) => ({ default: it })));

export function Sidebar({ isNarrow, isOpen, onClose, onSwitch }: SidebarProps) {
  const t = useTranslate();
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
            <Suspense fallback={null}>
              <SidebarContent {...{ onClose, onSwitch }} />
            </Suspense>
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

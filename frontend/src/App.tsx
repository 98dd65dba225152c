/** The page: sidebar, card and buttons, and the shortcuts that work everywhere. */
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import type { CustomCode } from "./custom/api";
import { useMediaQuery } from "./hooks/useMediaQuery";
import { actionKeys } from "./keymap/defaults";
import { dispatcher } from "./keymap/react";
import type { AppConfig } from "./model/config";
import type { Theme } from "./model/theme";
import { Annotator } from "./shell/Annotator";
import { act } from "./shell/noticeActions";
import { Sidebar } from "./shell/Sidebar";
import { Toolbar } from "./shell/Toolbar";
import { useCurrentConfig } from "./shell/useCurrentConfig";
import { useEngine, useSelector } from "./shell/useEngine";
import { useGlobalShortcuts } from "./shell/useGlobalShortcuts";
import { hasInstructions, useWindows, type Windows } from "./shell/useWindows";
import "./app.css";

/** Here the instructions fit beside the card. */
const WIDE = "(min-width: 1240px)";
const NARROW = "(max-width: 899.98px)";

export interface AppProps {
  theme: Theme;
  custom: CustomCode;
}

const loadWindow = () => import("./shell/windows");
const Window = lazy(loadWindow);
/** Drawn from the start, so that it is there when the connection is not. */
const loadLater = () => import("./shell/later");
const Toasts = lazy(() => loadLater().then(({ Toasts: it }) => ({ default: it })));
const Announcement = lazy(() => loadLater().then(({ Announcement: it }) => ({ default: it })));

export function App({ theme, custom }: AppProps) {
  const engine = useEngine();
  const config = useCurrentConfig();
  const recipe = useSelector((state) => state.config.recipe_name ?? "");
  const isNarrow = useMediaQuery(NARROW);
  const windows = useWindows(config);
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const hasTask = useSelector((state) => state.current !== null);
  const { keymap } = config;
  const keysOf = useCallback((action: string) => actionKeys(action, keymap), [keymap]);
  const closeDrawer = useCallback(() => setIsDrawerOpen(false), []);
  const switchSession = () => {
    closeDrawer();
    windows.open("session");
  };
  const hasHelp = hasInstructions(config);
  const onHelp = () => windows.open("help");
  const onKeys = () => windows.open("keys");
  const onNote = () => {
    if (engine.store.getState().current) windows.open("note");
  };
  useEffect(() => {
    let stop: (() => void) | undefined;
    let isGone = false;
    loadLater().then(
      ({ watchScrolling }) => (stop = isGone ? undefined : watchScrolling()),
      () => {},
    );
    return () => {
      isGone = true;
      stop?.();
    };
  }, []);
  useGlobalShortcuts({ config, hasHelp, onHelp, onKeys, onNote });

  return (
    <div className="prodigy-root" data-prodigy-view-id={config.view_id} data-prodigy-recipe={recipe}>
      <Sidebar isNarrow={isNarrow} isOpen={isDrawerOpen} onClose={closeDrawer} onSwitch={switchSession} />
      <main>
        <Tools
          {...{ config, isNarrow, hasHelp, keysOf, onHelp, onKeys, onNote }}
          onMenu={() => setIsDrawerOpen(true)}
        />
        {hasTask && <h1 className="prodigy-hidden">{config.dataset || "Prodigy"}</h1>}
        <Annotator {...{ theme, config, keysOf }} onShown={custom.shown} onEmpty={custom.mounted} />
        <Suspense fallback={null}>
          <Announcement />
        </Suspense>
      </main>
      <OpenWindows {...{ config, windows, keysOf }} />
    </div>
  );
}

interface ToolsProps {
  config: AppConfig;
  isNarrow: boolean;
  hasHelp: boolean;
  keysOf(action: string): readonly string[];
  onMenu(): void;
  onHelp(): void;
  onKeys(): void;
  onNote(): void;
}

function Tools({ config, ...props }: ToolsProps) {
  const engine = useEngine();
  return (
    <Toolbar
      {...props}
      hasFlag={config.show_flag}
      isFlagged={useSelector((state) => state.current?.task.flagged === true)}
      canFlag={useSelector((state) => state.current !== null)}
      hasNotes={config.show_notes}
      isNoted={useSelector((state) => typeof state.current?.task["note"] === "string")}
      onFlag={() => engine.flag()}
    />
  );
}

interface OpenWindowsProps {
  config: AppConfig;
  windows: Windows;
  keysOf(action: string): readonly string[];
}

/** The window that is open, the instructions beside the card, and the notices. */
function OpenWindows({ config, windows, keysOf }: OpenWindowsProps) {
  const engine = useEngine();
  const isWide = useMediaQuery(WIDE);
  const notices = useSelector((state) => state.notices);
  useEffect(() => {
    // While nothing is urgent, and while the server is there.
    const timer = setTimeout(() => void loadWindow().catch(() => {}), 1000);
    return () => clearTimeout(timer);
  }, []);
  const shared = { config, dispatcher, keysOf };
  return (
    <>
      {windows.isPinned && isWide && (
        <Suspense fallback={null}>
          <Window {...shared} name="panel" isUpdated={false} onClose={windows.unpin} />
        </Suspense>
      )}
      <Suspense fallback={null}>
        <Toasts notices={notices} onDismiss={engine.dismiss} onAction={(action) => act(action, engine)} />
      </Suspense>
      {windows.name && (
        <Suspense fallback={null}>
          <Window
            {...shared}
            name={windows.name}
            isUpdated={windows.isUpdated}
            onPin={isWide ? windows.pin : undefined}
            onClose={windows.close}
          />
        </Suspense>
      )}
    </>
  );
}

/** The page: sidebar, card and buttons, and the shortcuts that work everywhere. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Buttons } from "./shell/Buttons";
import { Message } from "./shell/Message";
import { Sidebar } from "./shell/Sidebar";
import { TaskCard } from "./shell/TaskCard";
import { Toolbar } from "./shell/Toolbar";
import { noteInstructions, seenInstructions } from "./shell/seenInstructions";
import type { WindowName } from "./shell/windows";
import type { CustomCode } from "./custom/api";
import { useGlobalShortcuts } from "./hooks/useGlobalShortcuts";
import { useMediaQuery } from "./hooks/useMediaQuery";
import { useTranslate } from "./i18n/react";
import type { ButtonName } from "./model/settings";
import type { Theme } from "./model/theme";
import { actionKeys } from "./keymap/defaults";
import { dispatcher } from "./keymap/react";
import { useEngine, useSelector } from "./store/react";
import { selectConfig, selectSessionTotal } from "./store/selectors";
import type { Notice } from "./store/types";
import "./app.css";

/** Here the instructions fit beside the card. */
const WIDE = "(min-width: 1240px)";
const NARROW = "(max-width: 899.98px)";
const ANSWERED = { accept: "accepted", reject: "rejected", ignore: "ignored" } as const;

export interface AppProps {
  theme: Theme;
  custom: CustomCode;
}

const loadWindow = () => import("./shell/windows");
const Window = lazy(loadWindow);
/** Drawn from the start, so that it is there when the connection is not. */
const Toasts = lazy(() => import("./shell/later").then(({ Toasts: it }) => ({ default: it })));
const EmptyState = lazy(() => import("./shell/later").then(({ EmptyState: it }) => ({ default: it })));

export function App({ theme, custom }: AppProps) {
  const t = useTranslate();
  const engine = useEngine();
  const state = useSelector((whole) => whole);
  const isNarrow = useMediaQuery(NARROW);
  const isWide = useMediaQuery(WIDE);
  const [openWindow, setOpenWindow] = useState<WindowName | null>(null);
  const [isPinned, setIsPinned] = useState(false);
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const { current, isValidating, notices } = state;
  const config = useMemo(() => selectConfig(state), [state.config, current?.task.config]);
  const instructions = typeof config.instructions === "string" ? config.instructions : "";
  const mountId = current ? `${current.key} ${current.task._task_hash}` : "none";
  const isEmpty = !current && state.isExhausted;
  const viewId = engine.viewId();

  const keysOf = useCallback((action: string) => actionKeys(action, config.keymap), [config.keymap]);
  const closeDrawer = useCallback(() => setIsDrawerOpen(false), []);
  const closeWindow = useCallback(() => setOpenWindow(null), []);
  const pin = useCallback(() => {
    setIsPinned(true);
    setOpenWindow(null);
  }, []);
  const openNote = useCallback(() => engine.store.getState().current && setOpenWindow("note"), [engine]);
  // Looked up once: opening them makes them seen.
  const [seen] = useState(() => (instructions ? seenInstructions(config) : "this"));
  useEffect(() => {
    if (instructions && config.instructions_first && seen !== "this") setOpenWindow("help");
  }, []);
  useEffect(() => {
    if (openWindow === "help") noteInstructions(config);
  }, [openWindow, config]);
  useGlobalShortcuts({
    config,
    hasHelp: instructions !== "",
    onHelp: () => setOpenWindow("help"),
    onKeys: () => setOpenWindow("keys"),
    onNote: openNote,
  });

  useEffect(() => {
    // While nothing is urgent, and while the server is there.
    const timer = setTimeout(() => void loadWindow().catch(() => {}), 1000);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [mountId]);

  useEffect(() => {
    if (isEmpty) custom.mounted();
  }, [isEmpty, custom]);

  const buttonKeys = useMemo(() => {
    const names: readonly ButtonName[] = ["accept", "reject", "ignore", "undo"];
    return Object.fromEntries(names.map((name) => [name, keysOf(name)])) as Record<ButtonName, readonly string[]>;
  }, [keysOf]);

  const hasProblem = engine.problem() !== null;
  const buttons: readonly ButtonName[] =
    hasProblem && !config.buttons.includes("ignore") ? [...config.buttons, "ignore"] : config.buttons;
  const isDisabled = (button: ButtonName) =>
    button === "undo" ? false : !current || isValidating || (hasProblem && button !== "ignore");

  const last = state.unsent.at(-1);
  const announcement = last ? `${t(ANSWERED[last.answer])}. ${t("shown", { n: selectSessionTotal(state) + 1 })}` : "";

  return (
    <div className="prodigy-root" data-prodigy-view-id={viewId} data-prodigy-recipe={state.config.recipe_name ?? ""}>
      <Sidebar
        isNarrow={isNarrow}
        isOpen={isDrawerOpen}
        onClose={closeDrawer}
        onSwitch={() => {
          closeDrawer();
          setOpenWindow("session");
        }}
      />
      <main>
        <Toolbar
          isNarrow={isNarrow}
          hasHelp={instructions !== ""}
          hasFlag={config.show_flag}
          isFlagged={current?.task.flagged === true}
          canFlag={current !== null}
          hasNotes={config.show_notes}
          isNoted={typeof current?.task["note"] === "string"}
          keysOf={keysOf}
          onMenu={() => setIsDrawerOpen(true)}
          onHelp={() => setOpenWindow("help")}
          onKeys={() => setOpenWindow("keys")}
          onFlag={() => engine.flag()}
          onNote={openNote}
        />
        {current && <h1 className="prodigy-hidden">{config.dataset || "Prodigy"}</h1>}
        <div className="prodigy-annotator" ref={scroller}>
          <div className="prodigy-column">
            {current ? (
              <TaskCard key={mountId} item={current} theme={theme} onShown={custom.shown} />
            ) : isEmpty ? (
              <Suspense fallback={null}>
                <EmptyState />
              </Suspense>
            ) : (
              <Message title={t(state.isPreparing ? "preparing" : "loading")} />
            )}
          </div>
          <Buttons
            buttons={buttons}
            keys={buttonKeys}
            isDisabled={isDisabled}
            onPress={(button) => (button === "undo" ? engine.undo() : void engine.answer(button))}
          />
        </div>
        <p className="prodigy-hidden" role="status" aria-live="polite">
          {announcement}
        </p>
      </main>
      {isPinned && isWide && (
        <Suspense fallback={null}>
          <Window
            name="panel"
            {...{ config, dispatcher, keysOf }}
            isUpdated={false}
            onClose={() => setIsPinned(false)}
          />
        </Suspense>
      )}
      <Suspense fallback={null}>
        <Toasts notices={notices} onDismiss={engine.dismiss} onAction={(action) => act(action, engine)} />
      </Suspense>
      {openWindow && (
        <Suspense fallback={null}>
          <Window
            name={openWindow}
            {...{ config, dispatcher, keysOf }}
            isUpdated={seen === "older"}
            onPin={isWide ? pin : undefined}
            onClose={closeWindow}
          />
        </Suspense>
      )}
    </div>
  );
}

function act(action: NonNullable<Notice["action"]>, engine: ReturnType<typeof useEngine>): void {
  if (action === "reload") location.reload();
  else if (action === "undo") engine.undo();
  else if (action === "accept_anyway") void engine.answer("accept", true);
  else engine.retry();
}

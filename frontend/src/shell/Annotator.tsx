/** The middle of the page: the card, or why there is none, and the buttons below it. */
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useTranslate } from "../i18n/react";
import type { AppConfig } from "../model/config";
import type { ButtonName } from "../model/settings";
import type { Theme } from "../model/theme";
import type { Item } from "../store/types";
import { Buttons } from "./Buttons";
import { takeScroll } from "./drawn";
import { Message } from "./Message";
import { TaskCard } from "./TaskCard";
import { useEngine, useSelector } from "./useEngine";
import { useFocusTravel } from "./useFocusTravel";

export interface AnnotatorProps {
  theme: Theme;
  config: AppConfig;
  keysOf(action: string): readonly string[];
  /** A task is in the DOM, or nothing is left. */
  onShown(item: Item): void;
  onEmpty(): void;
}

const StatusLine = lazy(() => import("./later").then(({ StatusLine: it }) => ({ default: it })));
const EmptyState = lazy(() => import("./later").then(({ EmptyState: it }) => ({ default: it })));

export function Annotator({ theme, config, keysOf, onShown, onEmpty }: AnnotatorProps) {
  const current = useSelector((state) => state.current);
  const isEmpty = useSelector((state) => state.current === null && state.isExhausted);
  const scroller = useRef<HTMLDivElement>(null);
  const restoreFocus = useFocusTravel();
  const shown = useCallback(
    (item: Item) => {
      restoreFocus();
      onShown(item);
    },
    [restoreFocus, onShown],
  );
  const mountId = current ? `${current.key} ${current.task._task_hash}` : "none";

  // Before it is painted: the first task may have been scrolled before this page was there.
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = takeScroll();
  }, [mountId]);

  useEffect(() => {
    if (isEmpty) onEmpty();
  }, [isEmpty, onEmpty]);

  return (
    <div className="prodigy-annotator prodigy-scrolls" ref={scroller}>
      <div className="prodigy-column">
        {current ? (
          <TaskCard key={mountId} item={current} theme={theme} onShown={shown} />
        ) : isEmpty ? (
          <Suspense fallback={null}>
            <EmptyState />
          </Suspense>
        ) : (
          <Waiting />
        )}
      </div>
      <AnswerButtons {...{ config, keysOf }} />
    </div>
  );
}

function Waiting() {
  const t = useTranslate();
  const isPreparing = useSelector((state) => state.isPreparing);
  const isOffline = useSelector((state) => state.isOffline);
  // The spinner turns: as soon as there is a connection, it goes on.
  if (isOffline) return <Message title={t("offline")} text={t("offline_no_tasks")} />;
  return <Message title={t(isPreparing ? "preparing" : "loading")} />;
}

/** The buttons of the settings. A task that can't be drawn can always be passed over. */
export function shownButtons(configured: readonly ButtonName[], hasProblem: boolean): readonly ButtonName[] {
  return hasProblem && !configured.includes("ignore") ? [...configured, "ignore"] : configured;
}

const NAMES: readonly ButtonName[] = ["accept", "reject", "ignore", "undo"];

function AnswerButtons({ config, keysOf }: Pick<AnnotatorProps, "config" | "keysOf">) {
  const engine = useEngine();
  const canAnswer = useSelector((state) => state.current !== null && !state.isValidating);
  const hasProblem = useSelector(() => engine.problem() !== null);
  const keys = useMemo(
    () => Object.fromEntries(NAMES.map((name) => [name, keysOf(name)])) as Record<ButtonName, readonly string[]>,
    [keysOf],
  );
  const isDisabled = (button: ButtonName) => button !== "undo" && (!canAnswer || (hasProblem && button !== "ignore"));
  return (
    <Buttons
      buttons={shownButtons(config.buttons, hasProblem)}
      keys={keys}
      isDisabled={isDisabled}
      onPress={(button) => (button === "undo" ? engine.undo() : void engine.answer(button))}
    >
      <Suspense fallback={null}>
        <StatusLine />
      </Suspense>
    </Buttons>
  );
}

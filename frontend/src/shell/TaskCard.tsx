/** Draws the current task with its view, or says why that can't be done. */
import { useCallback, useEffect, useEffectEvent, useMemo, useReducer, type CSSProperties } from "react";
import { useSwipe } from "./useSwipe";
import { useTranslate } from "../i18n/react";
import { describeProblem } from "../i18n/describeProblem";
import { findProblem } from "../model/problem";
import { drawView, isLoaded, loadView } from "../interfaces/components";
import { getView } from "../interfaces/registry";
import type { Answer } from "../model/parts";
import type { Theme } from "../model/theme";
import type { ViewDefinition, ViewProps } from "../interfaces/types";
import type { AppConfig } from "../model/config";
import { effectiveConfig, type Task } from "../model/task";
import { useEngine, useSelector } from "./useEngine";
import type { Item } from "../store/types";
import { resolveTheme, themeVariables } from "../theme";
import { Card, CardBoundary, CardProblem } from "./Card";
import { Message } from "./Message";

export interface TaskCardProps {
  item: Item;
  theme: Theme;
  onShown(item: Item): void;
}

export function TaskCard({ item, theme, onShown }: TaskCardProps) {
  const t = useTranslate();
  const engine = useEngine();
  const base = useSelector((state) => state.config);
  const { task } = item;
  const { config: ownConfig } = task;
  const config = useMemo(() => effectiveConfig(base, { config: ownConfig }), [base, ownConfig]);
  const ownTheme = useOwnTheme(ownConfig, config);
  const view = getView(config.view_id);
  const problem = findProblem(config.view_id, view, task, config);
  const isDrawable = problem === null;
  const isReady = useLoaded(isDrawable ? view : undefined, item.original, config);

  const { key } = item;
  /** What a view reports late, as a field does that loses the focus with its task, belongs to that task. */
  const update = useCallback<ViewProps["update"]>(
    (patch, options) => engine.update(patch, { ...options, key }),
    [engine, key],
  );

  const swipeOf = (direction: "left" | "right"): Answer | null => {
    const answer = config.swipe_gestures[direction];
    return answer && config.buttons.includes(answer) ? answer : null;
  };
  const pushed = useSwipe({
    isOn: config.swipe,
    answerOf: swipeOf,
    onSwipe(direction) {
      const answer = swipeOf(direction);
      if (answer) void engine.answer(answer);
    },
  });

  const warn = useEffectEvent(() => console.warn("This task can't be drawn.", problem, task));
  useEffect(() => {
    if (!isDrawable) warn();
  }, [isDrawable]);

  if (isDrawable && !isReady) return <Message title={t("loading")} />;
  return (
    <Card ref={pushed} task={task} config={config} style={ownTheme?.style} label={t("task")}>
      {isDrawable && view ? (
        <CardBoundary fallback={<CardProblem title={t("bad_task")} text={t("bad_task_crash")} />}>
          {drawView(view, {
            task,
            original: item.original,
            config,
            theme: ownTheme?.theme ?? theme,
            update,
            answer: engine.answer,
            t,
            usesNumberKeys: true,
          })}
        </CardBoundary>
      ) : (
        <CardProblem title={t("bad_task")} text={problem ? describeProblem(problem, t) : ""} />
      )}
      <Shown item={item} onShown={onShown} />
    </Card>
  );
}

/** Comes after the view, so that its effect runs when the view is in the DOM. */
function Shown({ item, onShown }: Pick<TaskCardProps, "item" | "onShown">) {
  useEffect(() => onShown(item), [item, onShown]);
  return null;
}

/** A task may bring its own theme: the variables are set on its card only. */
function useOwnTheme(own: Item["task"]["config"], config: ViewProps["config"]) {
  return useMemo(() => {
    if (!own?.theme && !own?.custom_theme) return null;
    const theme = resolveTheme(config);
    const style = themeVariables(theme, config.custom_theme, config.high_contrast) as CSSProperties;
    return { theme, style };
  }, [own, config]);
}

/** Whether a view and those inside of it are there; they are loaded otherwise. */
function useLoaded(view: ViewDefinition | undefined, task: Task, config: AppConfig): boolean {
  const engine = useEngine();
  const [, countLoads] = useReducer((count: number) => count + 1, 0);
  const isReady = view !== undefined && isLoaded(view, task, config);
  const load = useEffectEvent((wanted: ViewDefinition) => loadView(wanted, task, config));
  useEffect(() => {
    if (!view || isReady) return;
    load(view).then(countLoads, (error: unknown) => {
      console.error(error);
      engine.notify({ id: "view", kind: "error", title: "error_title", text: String(error), action: "reload" });
    });
  }, [view, isReady, engine]);
  return isReady;
}

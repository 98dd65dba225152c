/** Draws the current task with its view, or says why that can't be done. */
import { useEffect, useMemo, useRef, useState, type ComponentType, type CSSProperties } from "react";
import { useSwipe } from "../hooks/useSwipe";
import { useTranslate } from "../i18n/react";
import { describeProblem, findProblem } from "../interfaces/problem";
import { getView } from "../interfaces/registry";
import type { Answer } from "../model/parts";
import type { Theme } from "../model/theme";
import type { ViewDefinition, ViewProps } from "../interfaces/types";
import { effectiveConfig } from "../model/task";
import { useEngine, useSelector } from "../store/react";
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
  const config = useMemo(() => effectiveConfig(base, task), [base, task.config]);
  const ownTheme = useOwnTheme(task.config, config);
  const view = getView(config.view_id);
  const View = useComponent(view);
  const card = useRef<HTMLDivElement>(null);
  const problem = findProblem(config.view_id, view, task, config);
  const isDrawable = problem === null;

  const swipeOf = (direction: "left" | "right"): Answer | null => {
    const answer = config.swipe_gestures[direction];
    return answer && config.buttons.includes(answer) ? answer : null;
  };
  useSwipe(card, {
    isOn: config.swipe,
    answerOf: swipeOf,
    onSwipe(direction) {
      const answer = swipeOf(direction);
      if (answer) void engine.answer(answer);
    },
  });

  useEffect(() => {
    if (!isDrawable) console.warn("This task can't be drawn.", problem, task);
  }, [isDrawable]);

  if (isDrawable && !View) return <Message title={t("loading")} />;
  return (
    <Card ref={card} task={task} config={config} style={ownTheme?.style} label={t("task")}>
      {isDrawable && View ? (
        <CardBoundary fallback={<CardProblem title={t("bad_task")} text={t("bad_task_crash")} />}>
          <View
            task={task}
            original={item.original}
            config={config}
            theme={ownTheme?.theme ?? theme}
            update={engine.update}
            answer={engine.answer}
            t={t}
            usesNumberKeys
          />
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

const loaded = new Map<string, ComponentType<ViewProps>>();

/** Loads a view once; after that it is there at the first render. */
export async function loadView(view: ViewDefinition): Promise<ComponentType<ViewProps>> {
  const component = loaded.get(view.id) ?? (await view.load()).default;
  loaded.set(view.id, component);
  return component;
}

function useComponent(view: ViewDefinition | undefined): ComponentType<ViewProps> | undefined {
  const engine = useEngine();
  const [, setLoadedId] = useState<string>();
  const component = view && loaded.get(view.id);
  useEffect(() => {
    if (!view || component) return;
    loadView(view).then(
      () => setLoadedId(view.id),
      (error: unknown) => {
        console.error(error);
        engine.notify({ id: "view", kind: "error", title: "error_title", text: String(error), action: "reload" });
      },
    );
  }, [view, component, engine]);
  return component;
}

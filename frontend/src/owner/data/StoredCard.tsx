/** A stored answer, drawn by its interface. */
import { memo, useEffect, useMemo, useReducer } from "react";
import { useTranslate } from "../../i18n/react";
import { drawView, isLoaded, loadView } from "../../interfaces/components";
import type { ViewProps } from "../../interfaces/types";
import type { Task } from "../../model/task";
import type { Theme } from "../../model/theme";
import { Card, CardBoundary, CardProblem } from "../../shell/Card";
import type { Drawing } from "./cardConfig";

interface StoredCardProps {
  task: Task;
  /** As it was stored, for the key that resets it. */
  original?: Task;
  drawing: Drawing;
  theme: Theme;
  /** Without it, nothing can be changed. */
  update?: ViewProps["update"];
}

const nothing = () => {};
const MAX_RAW = 4000;

export const StoredCard = memo(function StoredCard({ task, original, drawing, theme, update }: StoredCardProps) {
  const t = useTranslate();
  const { view, config, problem } = drawing;
  const isReady = useLoaded(drawing, original ?? task);
  const inner = useMemo(
    () =>
      isReady &&
      view &&
      drawView(view, {
        task,
        original: original ?? task,
        config,
        theme,
        update: update ?? nothing,
        answer: nothing,
        t,
        usesNumberKeys: update !== undefined,
        readOnly: update === undefined,
      }),
    [isReady, view, task, original, config, theme, update, t],
  );
  if (problem || !view) {
    // No interface draws it, but somebody wants to see what it is.
    return (
      <Card task={task} config={config} label={t("task")}>
        <pre className="prodigy-data-raw" dir="auto">
          {JSON.stringify(task, (key, value) => (key.startsWith("_") ? undefined : value), 2).slice(0, MAX_RAW)}
        </pre>
      </Card>
    );
  }
  return (
    <Card task={task} config={config} label={t("task")}>
      <CardBoundary fallback={<CardProblem title={t("bad_task")} text={t("bad_task_crash")} />}>{inner}</CardBoundary>
    </Card>
  );
});

function useLoaded({ view, config, problem }: Drawing, task: Task): boolean {
  const [, countLoads] = useReducer((count: number) => count + 1, 0);
  const isReady = view !== undefined && !problem && isLoaded(view, task, config);
  useEffect(() => {
    if (!view || problem || isReady) return;
    loadView(view, task, config).then(countLoads, (error: unknown) => console.error(error));
  }, [view, problem, isReady, task, config]);
  return isReady;
}

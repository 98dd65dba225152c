/**
 * Several views in one card, or in several steps of which one is open.
 *
 * Recipes arrange blocks with `:nth-child()`: the card's children are one leading element, one `div` per block, then the
 * meta line. Blocks that are hidden for now keep their `div`.
 */
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import { flushInputs } from "../../model/pendingInputs";
import { findFacts } from "../../model/findFacts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import type { UpdateOptions } from "../../model/view";
import type { ViewProps } from "../types";
import { isLabel } from "../shared/labels";
import { NestedView } from "../shared/NestedView";
import { scrollParent } from "../shared/tokens/useNearChunks";
import { preloadViews } from "../components";
import { isBlockShown, numberKeyOwner, renamePatch, resolveBlocks, type BlockView } from "./model";
import { goToStep, openStep, readSteps } from "./readBlocks";
import "./blocks.css";

const Stepper = lazy(() => import("./Stepper").then(({ Stepper: it }) => ({ default: it })));

export default function BlocksView(props: ViewProps) {
  const { task, original, config, usesNumberKeys } = props;
  const steps = readSteps(task, config);
  const step = openStep(task, steps.length);
  const blocks = steps[step] ?? steps[0];
  const start = useRef<HTMLDivElement>(null);
  useScrollToTop(start, step);
  const nextViews = (steps[step + 1] ?? []).map(({ view_id }) => view_id).join(" ");
  useEffect(() => {
    // On a way to a step nothing should have to be waited for.
    if (nextViews) void preloadViews(nextViews.split(" "));
  }, [nextViews]);
  const go = (index: number) => {
    flushInputs();
    const patch = goToStep(task, config, index);
    if (patch) props.update(patch, { undoable: false });
  };
  const views = resolveBlocks(blocks, task, original, config);
  const isShown = blocks.map((block) => isBlockShown(block, task));
  const owner = usesNumberKeys
    ? numberKeyOwner(
        views.map((view, i) => ({
          viewId: isShown[i] ? view.viewId : "",
          hasLabels: Boolean(isShown[i] && findFacts(view.viewId)?.hasLabelBar && hasLabels(view.config, view.task)),
        })),
      )
    : -1;
  return (
    <>
      <div
        ref={start}
        className="prodigy-blocks-start"
        data-prodigy-layout={config.layout === "split" ? "split" : undefined}
        hidden={steps.length === 1}
      >
        {steps.length > 1 && (
          <Suspense fallback={<div className="prodigy-steps" />}>
            <Stepper count={steps.length} current={step} onGo={go} config={config} t={props.t} />
          </Suspense>
        )}
      </div>
      {views.map((view, i) => (
        <div
          key={`${step} ${i}`}
          className="prodigy-block"
          data-prodigy-view-id={view.viewId}
          data-prodigy-block={i}
          hidden={!isShown[i]}
        >
          {isShown[i] && <BlockContent {...props} view={view} index={i} ownsNumberKeys={i === owner} />}
        </div>
      ))}
    </>
  );
}

/** Another step begins at its top; the first one is left to the page. */
function useScrollToTop(start: RefObject<HTMLElement | null>, step: number): void {
  const last = useRef(step);
  useLayoutEffect(() => {
    if (last.current === step) return;
    last.current = step;
    if (start.current) scrollToTop(start.current);
  }, [start, step]);
}

function scrollToTop(element: HTMLElement): void {
  const scroller = scrollParent(element);
  if (scroller) scroller.scrollTop = 0;
}

function hasLabels(config: AppConfig, task: Task): boolean {
  return Boolean(config.labels?.length) || Boolean(task.spans?.some(({ label }) => isLabel(label)));
}

interface BlockContentProps extends ViewProps {
  view: BlockView;
  index: number;
  ownsNumberKeys: boolean;
}

function BlockContent({ view, index, ownsNumberKeys, ...props }: BlockContentProps) {
  const update = (patch: Partial<Task>, options?: UpdateOptions) =>
    props.update(renamePatch(patch, view.outputs), options);
  return (
    <NestedView
      {...props}
      viewId={view.viewId}
      except="blocks"
      task={view.task}
      original={view.original}
      config={view.config}
      update={update}
      usesNumberKeys={ownsNumberKeys}
      blockIndex={index}
    />
  );
}

/**
 * Several views in one card.
 *
 * Recipes arrange blocks with `:nth-child()`: the card's children are one leading element, one `div` per block, then the
 * meta line. Blocks that are hidden for now keep their `div`.
 */
import { Component, Suspense, type ReactNode } from "react";
import { getView } from "../registry";
import type { AppConfig, Task, UpdateOptions, ViewProps } from "../types";
import { Notice } from "../shared/Notice";
import { blockComponent } from "./components";
import { isBlockShown, numberKeyOwner, readBlocks, renamePatch, resolveBlocks, type BlockView } from "./model";
import "./blocks.css";

export default function BlocksView(props: ViewProps) {
  const { task, original, config, usesNumberKeys, t } = props;
  const blocks = readBlocks(config);
  const views = resolveBlocks(blocks, task, original, config);
  const isShown = blocks.map((block) => isBlockShown(block, task));
  const owner = usesNumberKeys
    ? numberKeyOwner(
        views.map((view, i) => ({
          viewId: isShown[i] ? view.viewId : "",
          hasLabels: Boolean(isShown[i] && getView(view.viewId)?.hasLabels && hasLabels(view.config, view.task)),
        })),
      )
    : -1;
  return (
    <>
      <div className="prodigy-blocks-start" hidden />
      {views.map((view, i) => (
        <div
          key={i}
          className="prodigy-block"
          data-prodigy-view-id={view.viewId}
          data-prodigy-block={i}
          hidden={!isShown[i]}
        >
          {isShown[i] && (
            <BlockBoundary key={task._task_hash} message={t("bad_task_crash")}>
              <BlockContent {...props} view={view} index={i} ownsNumberKeys={i === owner} />
            </BlockBoundary>
          )}
        </div>
      ))}
    </>
  );
}

function hasLabels(config: AppConfig, task: Task): boolean {
  return Boolean(config.labels?.length) || Boolean(task.spans?.some(({ label }) => label));
}

interface BlockContentProps extends ViewProps {
  view: BlockView;
  index: number;
  ownsNumberKeys: boolean;
}

function BlockContent({ view, index, ownsNumberKeys, ...props }: BlockContentProps) {
  const { t } = props;
  const View = blockComponent(view.viewId);
  const definition = getView(view.viewId);
  const missing = definition?.requires(view.task, view.config);
  if (!View || missing) {
    const text = missing
      ? t("bad_task_missing", { view: view.viewId, key: missing })
      : t("bad_task_view", { view: view.viewId });
    return (
      <div className="prodigy-content">
        <Notice>{text}</Notice>
      </div>
    );
  }
  const update = (patch: Partial<Task>, options?: UpdateOptions) =>
    props.update(renamePatch(patch, view.outputs), options);
  return (
    <Suspense fallback={<div className="prodigy-block-loading" aria-hidden="true" />}>
      <View
        {...props}
        task={view.task}
        original={view.original}
        config={view.config}
        update={update}
        usesNumberKeys={ownsNumberKeys}
        blockIndex={index}
      />
    </Suspense>
  );
}

/** One block that fails must not take the others, and the answer, with it. */
class BlockBoundary extends Component<{ message: string; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error("A block could not be drawn:", error);
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <div className="prodigy-content">
        <Notice>{this.props.message}</Notice>
      </div>
    );
  }
}

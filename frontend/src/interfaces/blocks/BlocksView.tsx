/**
 * Several views in one card.
 *
 * Recipes arrange blocks with `:nth-child()`: the card's children are one leading element, one `div` per block, then the
 * meta line. Blocks that are hidden for now keep their `div`.
 */
import { getView } from "../registry";
import type { AppConfig, Task, UpdateOptions, ViewProps } from "../types";
import { NestedView } from "../shared/NestedView";
import { isBlockShown, numberKeyOwner, renamePatch, resolveBlocks, type BlockView } from "./model";
import { readBlocks } from "./readBlocks";
import "./blocks.css";

export default function BlocksView(props: ViewProps) {
  const { task, original, config, usesNumberKeys } = props;
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
          {isShown[i] && <BlockContent {...props} view={view} index={i} ownsNumberKeys={i === owner} />}
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

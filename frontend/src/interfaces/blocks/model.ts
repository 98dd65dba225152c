/**
 * What each block of a card shows and writes.
 *
 * A block draws the task with its own overrides. What it edits goes to the task under the normal key, or under the
 * block's `output_key`.
 */
import type { Block } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import { findFacts } from "../../model/findFacts";
import type { Task } from "../../model/task";
import { VIEW_FACTS } from "../../model/views";

/** Keys that hold content or annotations: in a block they override the task's, null hides them. */
const TASK_KEYS = new Set([
  ...Object.values(VIEW_FACTS).flatMap(({ shows, writes, holds }) => [...shows, ...writes, ...Object.keys(holds)]),
  ...["options", "arc", "meta", "html_template"],
]);

/** The key that a view writes first, which another one can take the place of; undefined if it writes nothing. */
export function writtenKey(viewId: string, ...settings: Record<string, unknown>[]): string | undefined {
  const facts = findFacts(viewId);
  const { renamedBy = null, writes = [] } = facts ?? {};
  const names = renamedBy === null ? [] : settings.map((values) => values[renamedBy]);
  return names.find((name): name is string => typeof name === "string" && name !== "") ?? writes[0];
}

const shownKeys = (viewId: string) => findFacts(viewId)?.shows ?? [];

export interface BlockView {
  viewId: string;
  task: Task;
  original: Task;
  config: AppConfig;
  /** Task key by the key under which the view writes. */
  outputs: Readonly<Record<string, string>>;
}

/**
 * Resolve all blocks of a card.
 *
 * RETURNS: One entry per block, in order, also for blocks that are not shown at the moment.
 */
export function resolveBlocks(blocks: readonly Block[], task: Task, original: Task, config: AppConfig): BlockView[] {
  const shown = new Set<string>();
  return blocks.map((block) => {
    const view = resolveBlock(block, task, original, config, shown);
    for (const key of shownKeys(block.view_id)) {
      if (view.task[key] !== undefined && view.task[key] !== null) shown.add(key);
    }
    // A template of the whole card, as opposed to one of this block, would be drawn by a choice too.
    if (block.view_id === "html" && config.html_template && !("html_template" in block)) shown.add("html");
    return view;
  });
}

function resolveBlock(
  block: Block,
  task: Task,
  original: Task,
  config: AppConfig,
  shown: ReadonlySet<string>,
): BlockView {
  const { view_id: viewId, output_key: outputKey, ...settings } = block;
  const written = writtenKey(viewId, settings, task, config);
  const outputs: Record<string, string> =
    written && typeof outputKey === "string" && outputKey ? { [written]: outputKey } : {};
  const isRepeatedTemplate = viewId === "choice" && shown.has("html") && !("html_template" in settings);
  const overlay = (base: Task): Task => {
    const result: Task = { ...base };
    for (const [key, target] of Object.entries(outputs)) assign(result, key, base[target]);
    for (const [key, value] of Object.entries(settings)) {
      if (!TASK_KEYS.has(key) && !(key in base)) continue;
      // The override says what is there before the first edit; afterwards the edit counts.
      const target = outputs[key] ?? key;
      if (key === written && base[target] !== original[target]) continue;
      assign(result, key, value);
    }
    // Content that an earlier block shows already is not drawn again below the question of a choice.
    if (viewId === "choice") {
      for (const key of shownKeys(viewId)) if (shown.has(key) && !(key in settings)) assign(result, key, undefined);
      if (isRepeatedTemplate) assign(result, "html_template", undefined);
    }
    return result;
  };
  return {
    viewId,
    task: overlay(task),
    original: overlay(original),
    config: {
      ...config,
      ...settings,
      ...(isRepeatedTemplate ? { html_template: null } : {}),
      view_id: viewId,
    } as AppConfig,
    outputs,
  };
}

function assign(task: Task, key: string, value: unknown): void {
  if (value === undefined || value === null) delete task[key];
  else task[key] = value;
}

/** Move the keys that a block writes to where the task keeps them. */
export function renamePatch(patch: Partial<Task>, outputs: Readonly<Record<string, string>>): Partial<Task> {
  return Object.fromEntries(Object.entries(patch).map(([key, value]) => [outputs[key] ?? key, value])) as Partial<Task>;
}

interface KeyCandidate {
  viewId: string;
  /** The view is drawn and has labels to choose from. */
  hasLabels: boolean;
}

/** The block whose labels or options get the number keys: the first label bar, else the first choice; -1 for none. */
export function numberKeyOwner(blocks: readonly KeyCandidate[]): number {
  const labels = blocks.findIndex(({ hasLabels }) => hasLabels);
  return labels >= 0 ? labels : blocks.findIndex(({ viewId }) => viewId === "choice");
}

/** A block with `show_if: {key, equals | in | not_empty}` is shown only while the task fulfils it. */
export function isBlockShown(block: Block, task: Task): boolean {
  const rule = block.show_if as { key?: unknown; equals?: unknown; in?: unknown; not_empty?: unknown } | undefined;
  if (!rule || typeof rule !== "object" || typeof rule.key !== "string") return true;
  const value = task[rule.key];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if ("equals" in rule) return values.includes(rule.equals);
  if (Array.isArray(rule.in)) return values.some((one) => (rule.in as unknown[]).includes(one));
  if ("not_empty" in rule) {
    const isEmpty =
      value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
    return isEmpty !== Boolean(rule.not_empty);
  }
  return true;
}

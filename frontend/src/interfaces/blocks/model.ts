/**
 * What each block of a card shows and writes.
 *
 * A block draws the task with its own overrides. What it edits goes to the task under the normal key, or under the
 * block's `output_key`.
 */
import type { Block } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";

/** Keys that hold content or annotations: in a block they override the task's, null hides them. */
const TASK_KEYS = new Set([
  "text",
  "html",
  "image",
  "audio",
  "video",
  "spans",
  "tokens",
  "options",
  "label",
  "accept",
  "relations",
  "audio_spans",
  "arc",
  "meta",
  "html_template",
]);

/** The task key that a manual view writes, unless the block names another one. */
const WRITTEN_KEY: Record<string, string> = {
  choice: "accept",
  ner_manual: "spans",
  spans_manual: "spans",
  pos_manual: "spans",
  image_manual: "spans",
  audio_manual: "audio_spans",
};

/** Content keys that a view draws. */
const SHOWN_KEYS: Record<string, readonly string[]> = {
  text: ["text"],
  html: ["html"],
  ner: ["text"],
  spans: ["text"],
  pos: ["text"],
  dep: ["text"],
  ner_manual: ["text"],
  spans_manual: ["text"],
  pos_manual: ["text"],
  relations: ["text"],
  image: ["image"],
  image_manual: ["image"],
  audio: ["audio", "video"],
  audio_manual: ["audio", "video"],
  classification: ["text", "html", "image", "audio", "video", "label"],
  choice: ["text", "html", "image", "audio", "video", "label"],
};

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
    for (const key of SHOWN_KEYS[block.view_id] ?? []) {
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
  const written = WRITTEN_KEY[viewId];
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
      for (const key of SHOWN_KEYS.choice ?? [])
        if (shown.has(key) && !(key in settings)) assign(result, key, undefined);
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

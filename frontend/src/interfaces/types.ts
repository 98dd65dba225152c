/**
 * The contract between the shell and the views.
 *
 * A view draws one task and reports edits; it never fetches, never stores and knows nothing about
 * queues.
 */
import type { ComponentType } from "react";
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/settings";
import type { Task } from "../model/task";
import type { Theme } from "../model/theme";
import type { Translate } from "../model/translate";

export interface UpdateOptions {
  /** Can be taken back with ctrl+z. Default: true. */
  undoable?: boolean;
}

export interface ViewProps {
  /** The task to draw, with the overrides of a block applied. */
  task: Task;
  /** The task as it was when it was first shown, for the reset key. */
  original: Task;
  /** Effective settings: defaults, project, recipe, task, block. */
  config: AppConfig;
  theme: Theme;
  /** Merges the patch into the stored task; `undefined` as value removes the key. */
  update(patch: Partial<Task>, options?: UpdateOptions): void;
  answer(kind: Answer): void;
  t: Translate;
  /** May this view bind number keys? Only the first label bar of a card, or options without one. */
  usesNumberKeys: boolean;
  readOnly?: boolean;
  blockIndex?: number;
}

export interface ViewDefinition {
  id: string;
  load: () => Promise<{ default: ComponentType<ViewProps> }>;
  /** The name of a missing task key or setting, or null if the task can be drawn. */
  requires: (task: Task, config: AppConfig) => string | null;
  /** Edits the task, as opposed to only collecting accept, reject or ignore. */
  isManual: boolean;
  hasLabels?: boolean;
  /** Last touches before an answer is stored, such as sorting the spans. */
  finish?: (task: Task) => Task;
  /**
   * The edit that opens the next or the previous (by: -1) step of a task, or null behind the last and before the first.
   * Accepting moves on until there is no next step; taking back undoes that first.
   */
  move?: (task: Task, config: AppConfig, by: 1 | -1) => Partial<Task> | null;
}

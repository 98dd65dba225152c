/**
 * The contract between the shell and the views.
 *
 * A view draws one task and reports edits; it never fetches, never stores and knows nothing about
 * queues.
 */
import type { ComponentType } from "react";
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import type { Theme } from "../model/theme";
import type { Translate } from "../i18n/translate";
import type { UpdateOptions, View } from "../model/view";
import type { ViewId } from "../model/views";

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

/** What the folder of a view says about it. Its other facts are in the generated table `model/views.ts`. */
export interface ViewDefinition extends Omit<View, "isManual"> {
  id: ViewId;
  load: () => Promise<{ default: ComponentType<ViewProps> }>;
  /** Ids of the views that it draws inside of itself. They are loaded before the card is drawn. */
  nested?: (task: Task, config: AppConfig) => readonly unknown[];
}

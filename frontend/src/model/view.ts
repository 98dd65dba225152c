/** What the app knows of a view besides how it is drawn: all that the store needs. */
import type { AppConfig } from "./config";
import type { Task } from "./task";

export interface UpdateOptions {
  /** Can be taken back with ctrl+z. Default: true. */
  undoable?: boolean;
}

export interface View {
  id: string;
  /** The name of a missing task key or setting, or null if the task can be drawn. */
  requires: (task: Task, config: AppConfig) => string | null;
  /** Edits the task, as opposed to only collecting accept, reject or ignore. */
  isManual: boolean;
  /** Last touches before an answer is stored, such as sorting the spans. */
  finish?: (task: Task) => Task;
  /**
   * The edit that opens the next or the previous (by: -1) step of a task, or null behind the last and before the first.
   * Accepting moves on until there is no next step; taking back undoes that first.
   */
  move?: (task: Task, config: AppConfig, by: 1 | -1) => Partial<Task> | null;
}

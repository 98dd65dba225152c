import type { Counts, StoredAnswer } from "../api/types";
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import type { Moment } from "./figures";
import type { Answered, Item, Notice } from "./types";

/** What was found in the browser's storage. */
export interface Restored {
  current: Item | null;
  queue: Item[];
  unsent: Answered[];
  sentRecent: Answered[];
  withdrawn?: readonly string[];
  nextKey: number;
  nextSeq: number;
  /** The current task was edited before the reload. */
  isEdited: boolean;
}

export type Action =
  | { type: "started"; config: AppConfig; sessionId: string | null; counts: Counts }
  | { type: "restored"; data: Restored }
  | { type: "deactivated" }
  | { type: "strayed"; seqs: readonly number[] }
  | { type: "fetchStarted" }
  | {
      type: "tasksReceived";
      generation: number;
      tasks: Task[];
      isPreparing: boolean;
      prefetch: number;
      counts: Counts;
      moment: Moment;
    }
  /** Figures that came without an answer being stored. */
  | { type: "counted"; counts: Counts; moment: Moment; answered?: readonly StoredAnswer[] }
  | { type: "fetchFailed"; generation: number; notice: Notice | null; isOffline: boolean }
  | { type: "pollAgain" }
  | { type: "othersCounted"; count: number | null }
  | { type: "queueReset" }
  | { type: "updated"; key: number | null; patch: Partial<Task>; isUndoable: boolean }
  | { type: "editUndone" }
  | { type: "editRedone" }
  | { type: "validationChanged"; isValidating: boolean }
  | { type: "answered"; task: Task; answer: Answer; viewId: string; timestamp: number }
  | { type: "reopened"; key: number | null }
  | { type: "saveRequested" }
  | { type: "postStarted"; batchId: string; seqs: readonly number[] }
  | { type: "postSucceeded"; counts: Counts }
  | { type: "postFailed"; notice: Notice | null; isOffline: boolean }
  | { type: "handedOver"; batchId: string; seqs: readonly number[] }
  | { type: "storageBroke" }
  | { type: "noticed"; notice: Notice }
  | { type: "dismissed"; id: string };

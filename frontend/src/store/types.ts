/** The state of the page. Plain data, changed only by the reducer. */
import type { MessageKey } from "../i18n/translate";
import type { ProgressKind } from "../api/types";
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";

/** A task on its way through the page. */
export interface Item {
  /** Identity within this browser: two tasks may share a hash, but never a key. */
  key: number;
  task: Task;
  /** The task when it was first shown. */
  original: Task;
  /** Earlier versions of the task for ctrl+z, oldest first. */
  past: readonly Task[];
  future: readonly Task[];
  /** The server has an answer to this task; the next one replaces it. */
  isReplacement?: boolean;
}

/** An item with its answer. The answer's own keys are added to the task when it is sent. */
export interface Answered {
  item: Item;
  answer: Answer;
  viewId: string;
  /** Unix seconds. */
  timestamp: number;
  /** Order of answering. */
  seq: number;
  /** Set when the answer was part of a post that may or may not have arrived. */
  batchId?: string;
}

/** Answers on their way to the server. */
export interface Batch {
  id: string;
  answers: readonly Answered[];
}

export interface Notice {
  /** A notice replaces an earlier one with the same id. */
  id: string;
  kind: "error" | "warning" | "info" | "success";
  /** i18n keys, or the words of the server in `text`. */
  title: MessageKey;
  message?: MessageKey;
  text?: string;
  hint?: string;
  requestId?: string;
  action?: "retry_post" | "retry_fetch" | "reload" | "undo" | "accept_anyway";
  /** Goes away by itself after this many milliseconds. */
  expires?: number;
  values?: Record<string, string | number>;
  /** Further lines below the title: i18n keys with their values. */
  lines?: readonly Line[];
}

export interface Line {
  key: MessageKey;
  values?: Record<string, string | number>;
}

export interface Stats {
  accept: number;
  reject: number;
  ignore: number;
}

export interface State {
  config: AppConfig;
  sessionId: string | null;
  /** False until the project is loaded, and after another tab took over. */
  isActive: boolean;
  /** Another tab took over, and answers that it can't find are still being sent from here. */
  isClosing: boolean;
  current: Item | null;
  /** Fetched, not shown yet. */
  queue: readonly Item[];
  /** The outbox, oldest first. */
  unsent: readonly Answered[];
  inflight: Batch | null;
  /** Stored answers that can still be changed, oldest first. */
  sentRecent: readonly Answered[];
  nextKey: number;
  nextSeq: number;
  /** Answers up to this `seq` leave now, whatever the batch size. */
  flushUpTo: number;
  total: number;
  sessionTotal: number;
  progress: number | null;
  progressKind: ProgressKind;
  /** Share of the source that was read, by everybody together. */
  sourceProgress: number | null;
  /** Tasks that other sessions hold; null is unknown. */
  heldByOthers: number | null;
  stats: Stats;
  isFetching: boolean;
  isPreparing: boolean;
  /** Answers to requests of an older generation are thrown away. */
  fetchGeneration: number;
  /** Nothing left on the server for now. */
  isExhausted: boolean;
  isValidating: boolean;
  /** Posts that failed in a row. */
  failures: number;
  /** Counts successful posts. */
  posted: number;
  /** The page's storage refused to work: unsent answers would not survive a reload. */
  isStorageBroken: boolean;
  notices: readonly Notice[];
}

/** The state of the page. Plain data, changed only by the reducer. */
import type { MessageKey } from "../i18n/translate";
import type { Counts } from "../api/types";
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
  /** The answer that the server has to this task, which the next one replaces; null: of an earlier run. */
  stored?: Answer | null;
  /** Its answer was posted, nobody knows whether it arrived, and it was taken back. */
  isTried?: boolean;
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
  /** Stored in an earlier run of the server. */
  isEarlier?: boolean;
  /** Set when the answer was part of a post that may or may not have arrived. */
  batchId?: string;
}

/** Answers on their way to the server. */
export interface Batch {
  id: string;
  answers: readonly Answered[];
  withdrawn: readonly string[];
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
  /** Stands in a line near the buttons, and covers nothing. */
  isCalm?: boolean;
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

export type Stats = Record<Answer, number>;

/** `page`: an earlier page may have handed over the outbox. `undo`: answers of a post that failed were taken back. */
export type Doubt = "page" | "undo" | null;

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
  /** Ids of posts that failed and were broken up: they may still arrive, and must not count any more. */
  withdrawn: readonly string[];
  /** Stored answers that can still be changed, oldest first. */
  sentRecent: readonly Answered[];
  nextKey: number;
  nextSeq: number;
  /** Answers up to this `seq` leave now, whatever the batch size. */
  flushUpTo: number;
  /** What the server counts. It knows nothing of the outbox. */
  counts: Counts;
  /** The server may have stored answers without saying so, and has to be asked. */
  doubt: Doubt;
  /** How many tasks should wait here, for when the server can't be reached. */
  prefetch: number;
  /** The latest request got no answer at all. */
  isOffline: boolean;
  /** Tasks that other sessions hold; null is unknown. */
  heldByOthers: number | null;
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

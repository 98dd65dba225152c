/** What the server sends and receives. Mirrors the request and response models in Python. */
import type { Answer, Json } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";

export type ProjectResponse = Partial<AppConfig>;

export type ProgressKind = "progress" | "target" | "source" | null;

export interface Counts {
  /** Between 0 and 1; null is unknown. */
  progress?: number | null;
  progress_kind?: ProgressKind;
  /** Share of the source that is done. */
  source_progress?: number | null;
  /** Answers of the session in all runs; without a name, of the dataset. */
  total?: number;
  /** Answers of the session in this run of the server. */
  session_total?: number;
  /** The same by answer. */
  session_answers?: Record<Answer, number>;
  /** Answers in the dataset. */
  project_total?: number;
  /** Tasks until the progress is 1; null is unknown. */
  left?: number | null;
  /** Otherwise `left` is an estimate. */
  left_is_exact?: boolean;
  /** Answers don't replace earlier ones to the same task. */
  keeps_history?: boolean;
  /** Tasks until the source is done. */
  source_left?: number | null;
  session_id?: string | null;
}

export interface QuestionsResponse extends Counts {
  tasks: Task[];
  /** How many tasks the page should have waiting. */
  prefetch?: number;
  /** The server is still working on the next tasks: ask again. */
  preparing?: boolean;
}

/** A task to which the server has an answer of the session; null: from an earlier run. */
export interface StoredAnswer {
  task_hash: number;
  answer: Answer | null;
}

export interface FiguresResponse extends Counts {
  answered: StoredAnswer[];
}

/** Where tasks are at this moment. */
export interface StatusResponse {
  n_waiting_others: number;
  n_open_others: number;
  n_sessions: number;
}

export interface AnswersResponse extends Counts {
  notice?: string;
}

export interface ValidationResponse {
  ok: boolean;
  message?: string | null;
}

/** Body of every HTTP error. */
export interface ErrorBody {
  status?: number;
  detail?: unknown;
  message?: string;
  hint?: string | null;
  request_id?: string;
}

export type EventPayload = Record<string, unknown>;
export type EventResult = Json;

/** What the server sends and receives. Mirrors the request and response models in Python. */
import type { Json } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";

export type ProjectResponse = Partial<AppConfig>;

export type ProgressKind = "progress" | "target" | "source" | null;

export interface Counts {
  /** Between 0 and 1; null is unknown. */
  progress?: number | null;
  progress_kind?: ProgressKind;
  /** Share of the source that was read, by all sessions together. */
  source_progress?: number | null;
  /** Answers in the dataset. */
  total?: number;
  /** Answers of this session in the dataset. */
  session_total?: number;
  session_id?: string | null;
}

export interface QuestionsResponse extends Counts {
  tasks: Task[];
  /** The server is still working on the next tasks: ask again. */
  preparing?: boolean;
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

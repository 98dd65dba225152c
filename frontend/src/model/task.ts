/** A task as it comes from the server and goes back: plain JSON, of which every key that we don't know survives unchanged. */
import type { Answer, Block, Option, Span, Token } from "./parts";
import { isUnset, type AppConfig } from "./config";

export interface Task {
  /** Opaque 32-bit integers: compare them, never calculate with them. */
  _input_hash: number;
  _task_hash: number;
  /** Only of a task whose `_task_hash` another one has as well. */
  _task_digest?: number;
  text?: string;
  tokens?: Token[];
  spans?: Span[];
  options?: Option[];
  accept?: (string | number)[];
  html?: string;
  label?: string;
  image?: string;
  audio?: string;
  video?: string;
  /** Arcs between tokens or spans. */
  relations?: unknown;
  meta?: Record<string, unknown>;
  /** What is asked one after the other on a card of blocks. */
  steps?: Block[][];
  /** Settings for this task only. */
  config?: Partial<AppConfig>;
  answer?: Answer;
  flagged?: true;
  [key: string]: unknown;
}

/** The settings for one task: its own `config` wins over those of the project. */
export function effectiveConfig(config: AppConfig, task: Partial<Pick<Task, "config">> | null | undefined): AppConfig {
  const own = task?.config;
  if (!own || typeof own !== "object" || Array.isArray(own)) return config;
  const given = Object.entries(own).filter(([key, value]) => !isUnset(key, value));
  return { ...config, ...Object.fromEntries(given), custom_theme: { ...config.custom_theme, ...own.custom_theme } };
}

/** What tells a task from all others that are out for annotation, whatever is changed in it. */
export function taskKey({ _task_hash, _task_digest }: Task): string {
  return `${_task_hash} ${_task_digest ?? ""}`;
}

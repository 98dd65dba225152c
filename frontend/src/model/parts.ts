/** What tasks are made of. */
import type { CSSProperties } from "react";

export type Answer = "accept" | "reject" | "ignore";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One token. Offsets are Unicode code points as counted by Python, the end is exclusive. */
export interface Token {
  text: string;
  start: number;
  end: number;
  /** Index in the list of tokens, from 0. */
  id: number;
  /** Whitespace follows this token. */
  ws?: boolean;
  /** Can't be selected and is drawn dimmed. */
  disabled?: boolean;
  style?: CSSProperties;
  [key: string]: unknown;
}

/** A stretch of text. Character end is exclusive, `token_end` is inclusive. */
export interface Span {
  start: number;
  end: number;
  label?: string;
  token_start?: number;
  token_end?: number;
  text?: string;
  color?: string;
  [key: string]: unknown;
}

/** A shape on a picture, in px of the original; see geometry/stored.ts for how it is read. */
export interface ImageSpan {
  label?: string;
  points?: unknown;
  type?: unknown;
  color?: string;
  /** Shown, and not to be changed. */
  locked?: boolean;
  /** Proposed by a model. */
  suggested?: boolean;
  [key: string]: unknown;
}

/** One option of the choice view. Only the `id` is stored. */
export interface Option {
  id: string | number;
  text?: string;
  html?: string;
  image?: string;
  audio?: string;
  video?: string;
  spans?: Span[];
  style?: CSSProperties;
  color?: string;
  url?: string;
  meta?: Record<string, unknown>;
  [key: string]: unknown;
}

/** Part of a `blocks` card: a view with overrides of task keys and settings. */
export interface Block {
  view_id: string;
  [key: string]: unknown;
}

/** What an accepted answer must fulfil; every part is optional. */
export interface Rules {
  min_spans?: number;
  max_spans?: number;
  min_choices?: number;
  max_choices?: number;
  /** Keys that must be there and not empty. */
  required?: string[];
  /** How often a label may be used. */
  labels?: Record<string, { min?: number; max?: number }>;
  /** Groups of labels or option ids of which only one may be used. */
  exclusive?: (string | number)[][];
}

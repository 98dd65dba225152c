/**
 * The contract between the shell and the views.
 *
 * A view draws one task and reports edits; it never fetches, never stores and knows nothing about
 * queues. Tasks are plain JSON: every key that we don't know must survive unchanged.
 */
import type { ComponentType, CSSProperties } from "react";

export type Answer = "accept" | "reject" | "ignore";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Translates a message key. `{name}` placeholders are filled from `values`; `values.n` picks the plural. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;

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

export interface Task {
  /** Opaque 32-bit integers: compare them, never calculate with them. */
  _input_hash: number;
  _task_hash: number;
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
  meta?: Record<string, unknown>;
  /** What is asked one after the other on a card of blocks. */
  steps?: Block[][];
  /** Settings for this task only. */
  config?: Partial<AppConfig>;
  answer?: Answer;
  flagged?: true;
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

export type ButtonName = Answer | "undo";
export type ThemeName = "basic" | "dark" | "eighties" | "spacy" | "brutalist" | "auto";

/** Every setting that the front end reads, with the defaults of `store/config.ts`. */
export interface AppConfig {
  // Project
  dataset: string;
  description?: string;
  author?: string;
  version?: string;
  view_id: string;
  recipe_name?: string;
  lang?: string;
  session?: string | null;
  session_id?: string | null;
  /** A proxy says who is there, so nobody can switch. */
  session_header?: string | null;
  /** Changes with every start of the server; a stored queue of another run is not restored. */
  instance?: string;
  total?: number;
  has_validator: boolean;
  sanitize_html: boolean;
  // Look and interaction
  theme: ThemeName;
  custom_theme: Record<string, unknown>;
  buttons: ButtonName[];
  batch_size: number;
  history_length: number;
  instant_submit: boolean;
  ui_lang: string;
  project_info: string[];
  show_stats: boolean;
  show_flag: boolean;
  hide_meta: boolean;
  instructions: string | false | null;
  /** How the instructions are written; missing = found out from their text. */
  instructions_format?: "markdown" | "html" | "text" | null;
  /** The instructions open by themselves for whoever has not seen this version. */
  instructions_first: boolean;
  show_notes: boolean;
  show_timer: boolean;
  /** Answers that have to be given twice in a row. */
  confirm: Answer[];
  require_change: boolean;
  rules: Rules;
  swipe: boolean;
  swipe_gestures: Partial<Record<"left" | "right", Answer>>;
  keymap: Record<string, string[] | string>;
  keymap_by_label: Record<string, string>;
  allow_key_repeat: boolean;
  /** `false` switches all single-character shortcuts off. */
  shortcuts: boolean;
  writing_dir?: "ltr" | "rtl";
  high_contrast: boolean;
  total_examples_target: number;
  /** Seconds without input after which unsent answers leave; 0 = never. */
  autosave_seconds: number;
  /** Half-done work is kept on the server too. */
  drafts: boolean;
  /** Answers that were already sent stay in the history and can be changed. */
  edit_sent: boolean;
  // Custom code
  html_template?: string | false | null;
  javascript?: string | null;
  global_css?: string | null;
  card_css?: CSSProperties;
  // Views
  labels?: string[];
  label?: string;
  blocks?: Block[];
  /** Blocks that are shown one list after the other; those of a task win. */
  steps?: Block[][];
  /** "split": a `context` block stands beside the others. */
  layout?: "stack" | "split";
  choice_style: "single" | "multiple";
  choice_auto_accept: boolean;
  ner_manual_highlight_chars: boolean;
  ner_manual_label_style: "list" | "dropdown";
  ner_manual_require_click: boolean;
  allow_newline_highlight: boolean;
  /** Missing = decided from the tokens. */
  honor_token_whitespace?: boolean;
  show_whitespace: boolean;
  hide_true_newline_tokens: boolean;
  hide_newlines: boolean;
  label_reset: "keep" | "first" | "none";
  span_click: "delete" | "select";
  field_id?: string;
  field_label?: string;
  field_placeholder?: string;
  field_rows?: number;
  field_autofocus?: boolean;
  field_suggestions?: string[];
  field_characters?: string[];
  diff_style?: "words" | "chars" | "sentences";
  [key: string]: unknown;
}

export type PaletteName = "images" | "audio" | "relations" | "spans";

/** A resolved theme: every key has a value. Sizes are pixels (numbers) or CSS strings. */
export interface Theme {
  accept: string;
  reject: string;
  ignore: string;
  undo: string;
  bgCard: string;
  bgCardSecondary: string;
  bgCardTertiary: string;
  bgCardQuaternary: string;
  bgPage: string;
  bgSidebar: string;
  bgSidebarDark: string;
  bgHighlight: string;
  bgLowlight: string;
  bgCardTitle: string;
  bgProgress: string;
  bgButton: string;
  bgMeta: string;
  colorText: string;
  colorMeta: string;
  colorMessage: string;
  colorSidebar: string;
  colorSidebarHeadline: string;
  colorSidebarLabel: string;
  colorButton: string;
  colorHighlightLabel: string;
  colorCardTitle: string;
  cardBorder: string;
  cardShadow: string;
  cardBorderRadius: number | string;
  sidebarBorder: string;
  fontPrimary: string;
  fontSecondary: string;
  largeText: number | string;
  mediumText: number | string;
  smallText: number | string;
  buttonSize: number | string;
  progressHeight: number | string;
  cardMaxWidth: number | string;
  cardMinWidth: number | string;
  cardMinHeight: number | string;
  relationHeight: number | string;
  relationHeightWrap: number | string;
  tokenHeight: number | string;
  buttonBorderRadius: number | string;
  labels: Record<string, string>;
  palettes: Record<PaletteName, string[]>;
  [key: string]: unknown;
}

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

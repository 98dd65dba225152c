/** Every setting that the front end reads, with its default. */
import type { CSSProperties } from "react";
import type { Answer, Block } from "./parts";

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

/** Every setting that the front end reads, with its default in `CONFIG_DEFAULTS`. */
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
  /** `false` asks before a task without selected options is accepted. */
  choice_accept_empty: boolean;
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

export const CONFIG_DEFAULTS: AppConfig = {
  dataset: "",
  view_id: "text",
  has_validator: false,
  sanitize_html: true,
  theme: "basic",
  custom_theme: {},
  buttons: ["accept", "reject", "ignore", "undo"],
  batch_size: 10,
  history_length: 10,
  instant_submit: false,
  ui_lang: "en",
  project_info: ["dataset", "session", "lang", "recipe_name", "view_id", "label"],
  show_stats: false,
  show_flag: false,
  hide_meta: false,
  instructions: false,
  instructions_first: true,
  show_notes: false,
  show_timer: false,
  confirm: [],
  require_change: false,
  rules: {},
  swipe: false,
  swipe_gestures: { left: "accept", right: "reject" },
  keymap: {},
  keymap_by_label: {},
  allow_key_repeat: false,
  shortcuts: true,
  high_contrast: false,
  total_examples_target: 0,
  autosave_seconds: 30,
  drafts: false,
  edit_sent: true,
  choice_style: "single",
  choice_auto_accept: false,
  choice_accept_empty: true,
  ner_manual_highlight_chars: false,
  ner_manual_label_style: "list",
  ner_manual_require_click: false,
  allow_newline_highlight: false,
  show_whitespace: false,
  hide_true_newline_tokens: false,
  hide_newlines: false,
  label_reset: "keep",
  span_click: "delete",
};

/** null means "not set" for a setting that has a default, and stays null for all others. */
export function isUnset(key: string, value: unknown): boolean {
  return value === null && Object.hasOwn(CONFIG_DEFAULTS, key);
}

// Generated from prodigy/settings.py: change it there, then `make build`.

import type { CSSProperties } from "react";
import type { Answer, Block, Rules } from "./parts";

export type ThemeName = "basic" | "dark" | "eighties" | "spacy" | "brutalist" | "auto";
export type ButtonName = "accept" | "reject" | "ignore" | "undo";
export type Language = "en" | "de" | "nl" | "es" | "pt" | "fr" | "zh";

/** The settings that the app reads. Those without a default may be missing. */
export interface Settings {
  /** Colours of the web app. auto is dark or basic, as the system of the annotator. */
  theme: ThemeName;
  /** Theme values that replace those of the theme. */
  custom_theme: Record<string, unknown>;
  /** Buttons for answers, in this order. An answer that is missing here can't be given. */
  buttons: ButtonName[];
  /** Keys of actions: name of the action to list of keys. */
  keymap: Record<string, string[] | string>;
  /** Keys of labels and options: name or number to key. */
  keymap_by_label: Record<string, string>;
  /** Shortcuts of a single key. Combinations always work. */
  shortcuts: boolean;
  /** A key that is held down answers repeatedly. */
  allow_key_repeat: boolean;
  /** Answer by swiping on touch screens. */
  swipe: boolean;
  /** What swiping to the left and to the right means. */
  swipe_gestures: Partial<Record<"left" | "right", Answer>>;
  /** Language of the web app. */
  ui_lang: Language;
  /** Rows shown in the sidebar. */
  project_info: string[];
  /** Count the answers of each kind in the sidebar. */
  show_stats: boolean;
  /** Don't show the meta data of a task. */
  hide_meta: boolean;
  /** Show a button that marks tasks for later. */
  show_flag: boolean;
  /** Path of a text or HTML file that is shown as help for annotators. */
  instructions: false | string | null;
  /** Show the instructions by themselves to who has not seen this version of them. */
  instructions_first: boolean;
  /** Show a button for a remark, which is stored as note. */
  show_notes: boolean;
  /** Show the time per task and the answers of the day, and store _duration_ms with answers. */
  show_timer: boolean;
  /** Answers that have to be given twice in a row. */
  confirm: ("accept" | "reject" | "ignore")[];
  /** In manual interfaces, ask before a task is accepted in which nothing was changed. */
  require_change: boolean;
  /** What an accepted answer must fulfil, checked in the browser: min_spans, max_spans, min_choices, max_choices, required, labels, exclusive. */
  rules: Rules;
  /** Pause after which answers are sent, 0 for never. */
  autosave_seconds: number;
  /** Keep half-done work on the server until it is answered. */
  drafts: boolean;
  /** Keep answers in the history after they were sent. */
  edit_sent: boolean;
  /** Colours with a contrast of at least 7 to 1. */
  high_contrast: boolean;
  /** Recent answers in the sidebar. */
  history_length: number;
  /** Send each answer at once, without history. */
  instant_submit: boolean;
  /** Template for the html interface. */
  html_template: false | string | null;
  /** CSS added to the page. */
  global_css: string | false | null;
  /** Folder of CSS files added to the page. */
  global_css_dir: string | false | null;
  /** JavaScript run in the page. */
  javascript: string | false | null;
  /** Folder of JavaScript files, by name. */
  javascript_dir: string | false | null;
  /** Direction of the text. */
  writing_dir: "ltr" | "rtl";
  /** Show symbols for white space. */
  show_whitespace: boolean;
  /** Old form of global_css. */
  card_css?: CSSProperties | null;
  /** Remove scripts from markup inside tasks. auto means in built-in recipes. */
  sanitize_html: boolean;
  /** Whether pictures, recordings and films of other hosts are loaded, or a list of hosts like ["https://media.example"]. auto means those that tasks name under image, audio and video, none in markup. */
  remote_media: boolean | "auto" | string[];
  /** Tasks sent to the web app at once. */
  batch_size: number;
  /** Header in which a proxy sends the session name. Only behind a proxy that sets it always. */
  session_header: string | null;
  /** Answers per session that count as 100 percent, 0 for none. */
  total_examples_target: number | null;
  /** What the project is about, in the sidebar. */
  description?: string | null;
  /** Who made the project, in the sidebar. */
  author?: string | null;
  /** Language of the texts. */
  lang?: string | null;
  /** Labels to choose from. */
  labels?: string[] | null;
  /** Label shown in the sidebar. */
  label?: string | null;
  /** Select characters, not tokens. */
  ner_manual_highlight_chars: boolean;
  /** How labels are offered. */
  ner_manual_label_style: "list" | "dropdown";
  /** Selecting alone adds no span. */
  ner_manual_require_click: boolean;
  /** What a click on a span does. */
  span_click: "delete" | "select";
  /** Active label of the next task: the same, the first one, or none until one is chosen. */
  label_reset: "keep" | "first" | "none";
  /** Explanations of labels: label to text. */
  label_descriptions: Record<string, string>;
  /** Group name to list of labels. */
  label_groups?: Record<string, string[]> | null;
  /** Allow line breaks in spans. */
  allow_newline_highlight: boolean;
  /** Hide the symbols of line breaks. */
  hide_newlines: boolean;
  /** Older name of hide_newlines. */
  hide_true_newline_tokens: boolean;
  /** Show spaces as the tokens say. auto means where the tokens say it. */
  honor_token_whitespace: boolean | "auto";
  /** Labels for whole messages of a conversation. */
  labels_for_messages?: string[] | null;
  /** Options that can be selected. */
  choice_style: "single" | "multiple";
  /** Accept without asking when nothing is selected. */
  choice_accept_empty: boolean;
  /** Accept as soon as one is selected. */
  choice_auto_accept: boolean;
  /** Lines of the text field. */
  field_rows: number;
  /** Text above the text field. */
  field_label?: string | null;
  /** Key of the task that gets the text. */
  field_id: string;
  /** Text shown in the empty field. */
  field_placeholder?: string | null;
  /** Put the cursor into the text field. */
  field_autofocus: boolean;
  /** Characters to insert by a click. */
  field_characters?: string[] | null;
  /** Texts offered while typing. */
  field_suggestions?: string[] | null;
  /** When annotators get to know what a model says (the key suggestion of a task), so that it doesn't influence them: after their answer, before it, or never. */
  show_suggestions: "after" | "before" | "never";
  /** Don't tell who has written a response. */
  preference_blind: boolean;
  /** Show responses in an order of its own for each annotator. */
  preference_shuffle: boolean;
  /** Accept as soon as one is preferred, unless there is a rubric or reasons are required. */
  preference_auto_accept: boolean;
  /** Allow ties. */
  preference_tie: boolean;
  /** Don't accept without a reason. */
  preference_require_reason: boolean;
  /** Don't accept before a response is preferred and everything is rated. */
  preference_require_complete: boolean;
  /** Tools that can be used. */
  image_manual_modes: ("rect" | "polygon" | "freehand")[];
  /** One tool, if it is the only one. */
  image_manual_mode?: "rect" | "polygon" | "freehand" | null;
  /** Line width in px. */
  image_manual_stroke_width: number;
  /** Size of labels in px. */
  image_manual_font_size: number;
  /** Show the labels of shapes. */
  image_manual_show_labels: boolean;
  /** Key of the task with the shapes. */
  image_manual_spans_key: string;
  /** Draw boxes from their centre. */
  image_manual_from_center: boolean;
  /** Snap to the edges of other shapes. */
  image_manual_snap: boolean;
  /** Suggest the shapes of the image before; a key of the tasks: within its value. */
  image_manual_carry_over: boolean | string;
  /** Darken images. */
  darken_image: number | boolean;
  /** Mark the centre of boxes. */
  show_bounding_box_center: boolean;
  /** Show what is in each shape. */
  preview_bounding_boxes: boolean;
  /** Fill boxes with their colour. */
  shade_bounding_boxes: boolean;
  /** Play as soon as a task is shown. */
  audio_autoplay: boolean;
  /** Start again at the end. */
  audio_loop: boolean;
  /** Speed, 1 is normal. */
  audio_rate: number;
  /** Width of waveform bars. */
  audio_bar_width: number;
  /** Height factor of waveforms. */
  audio_bar_height: number;
  /** Gap between waveform bars. */
  audio_bar_gap: number;
  /** Roundness of waveform bars. */
  audio_bar_radius: number;
  /** Largest zoom, px per second. */
  audio_max_zoom: number;
  /** Show the whole waveform as well. */
  show_audio_minimap: boolean;
  /** Show times below the waveform. */
  show_audio_timeline: boolean;
  /** Show the position in the waveform. */
  show_audio_cursor: boolean;
  /** Show the time at the position. */
  show_audio_cursor_time: boolean;
  /** Labels for spans in relations. */
  relations_span_labels?: string[] | null;
  /** Wrap lines of tokens and arcs. */
  wrap_relations: boolean;
  /** Draw arcs without arrows. */
  hide_arrow_heads: boolean;
  /** Units that are compared. */
  diff_style: "words" | "chars" | "sentences";
  /** Interfaces shown below each other. */
  blocks?: Block[] | null;
  /** Lists of blocks, shown one after the other. */
  steps?: Block[][] | null;
  /** Whether a context block stands beside the others. */
  layout: "stack" | "split";
  /** Task key that the context interface shows. */
  context_key: string;
}

export const SETTING_DEFAULTS: Settings = {
  theme: "basic",
  custom_theme: {},
  buttons: ["accept", "reject", "ignore", "undo"],
  keymap: {},
  keymap_by_label: {},
  shortcuts: true,
  allow_key_repeat: false,
  swipe: false,
  swipe_gestures: {"left": "accept", "right": "reject"},
  ui_lang: "en",
  project_info: ["dataset", "session", "lang", "recipe_name", "view_id", "label"],
  show_stats: false,
  hide_meta: false,
  show_flag: false,
  instructions: false,
  instructions_first: true,
  show_notes: false,
  show_timer: false,
  confirm: [],
  require_change: false,
  rules: {},
  autosave_seconds: 30,
  drafts: false,
  edit_sent: true,
  high_contrast: false,
  history_length: 10,
  instant_submit: false,
  html_template: false,
  global_css: null,
  global_css_dir: null,
  javascript: null,
  javascript_dir: null,
  writing_dir: "ltr",
  show_whitespace: false,
  sanitize_html: true,
  remote_media: "auto",
  batch_size: 10,
  session_header: null,
  total_examples_target: 0,
  ner_manual_highlight_chars: false,
  ner_manual_label_style: "list",
  ner_manual_require_click: false,
  span_click: "delete",
  label_reset: "keep",
  label_descriptions: {},
  allow_newline_highlight: false,
  hide_newlines: false,
  hide_true_newline_tokens: false,
  honor_token_whitespace: "auto",
  choice_style: "single",
  choice_accept_empty: true,
  choice_auto_accept: false,
  field_rows: 1,
  field_id: "user_input",
  field_autofocus: false,
  show_suggestions: "after",
  preference_blind: true,
  preference_shuffle: true,
  preference_auto_accept: true,
  preference_tie: true,
  preference_require_reason: false,
  preference_require_complete: true,
  image_manual_modes: ["rect", "polygon", "freehand"],
  image_manual_stroke_width: 4,
  image_manual_font_size: 16,
  image_manual_show_labels: true,
  image_manual_spans_key: "spans",
  image_manual_from_center: false,
  image_manual_snap: false,
  image_manual_carry_over: false,
  darken_image: 0,
  show_bounding_box_center: false,
  preview_bounding_boxes: false,
  shade_bounding_boxes: false,
  audio_autoplay: false,
  audio_loop: false,
  audio_rate: 1.0,
  audio_bar_width: 3,
  audio_bar_height: 2,
  audio_bar_gap: 2,
  audio_bar_radius: 2,
  audio_max_zoom: 5000,
  show_audio_minimap: true,
  show_audio_timeline: false,
  show_audio_cursor: true,
  show_audio_cursor_time: true,
  wrap_relations: false,
  hide_arrow_heads: false,
  diff_style: "words",
  layout: "stack",
  context_key: "context",
};

/** Older names of settings. */
export const RENAMED_SETTINGS: Readonly<Record<string, keyof Settings>> = {
  history_size: "history_length",
  hide_newline_tokens: "hide_true_newline_tokens",
  hide_relation_arrow: "hide_arrow_heads",
};

/** Defaults of every setting that the front end reads, and how settings of a task are merged. */
import type { AppConfig, Task } from "../interfaces/types";

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

/** Older spellings of settings. */
const ALIASES: Record<string, keyof AppConfig & string> = { history_size: "history_length" };

/** Fills in defaults, so that the rest of the app never repeats one. */
export function normalizeConfig(raw: Partial<AppConfig>): AppConfig {
  const config: AppConfig = { ...CONFIG_DEFAULTS };
  for (const [name, value] of Object.entries(raw)) {
    const key = ALIASES[name] && raw[ALIASES[name]] === undefined ? ALIASES[name] : name;
    if (isUnset(key, value)) continue;
    config[key] = value;
  }
  config.dataset = String(raw.dataset ?? raw["id"] ?? "");
  config.batch_size = Math.max(1, Math.floor(config.batch_size) || 1);
  config.history_length = Math.max(0, Math.floor(config.history_length) || 0);
  if (!Array.isArray(config.buttons)) config.buttons = CONFIG_DEFAULTS.buttons;
  return config;
}

/** null means "not set" for a setting that has a default, and stays null for all others. */
function isUnset(key: string, value: unknown): boolean {
  return value === null && Object.hasOwn(CONFIG_DEFAULTS, key);
}

/** The settings for one task: its own `config` wins over those of the project. */
export function effectiveConfig(config: AppConfig, task: Task | null | undefined): AppConfig {
  const own = task?.config;
  if (!own || typeof own !== "object" || Array.isArray(own)) return config;
  const given = Object.entries(own).filter(([key, value]) => !isUnset(key, value));
  return { ...config, ...Object.fromEntries(given), custom_theme: { ...config.custom_theme, ...own.custom_theme } };
}

/** The settings as the server sends them, with the defaults filled in. */
import { CONFIG_DEFAULTS, isUnset, type AppConfig } from "../model/config";

/** Older spellings of settings. */
const ALIASES: Record<string, keyof AppConfig & string> = {
  history_size: "history_length",
  hide_newline_tokens: "hide_true_newline_tokens",
  hide_relation_arrow: "hide_arrow_heads",
};

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

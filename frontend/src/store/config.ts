/** The settings as the server sends them, with the defaults filled in. */
import { CONFIG_DEFAULTS, isUnset, type AppConfig } from "../model/config";
import { RENAMED_SETTINGS } from "../model/settings";

/** Fills in defaults, so that the rest of the app never repeats one. */
export function normalizeConfig(raw: Partial<AppConfig>): AppConfig {
  const config: AppConfig = { ...CONFIG_DEFAULTS };
  for (const [name, value] of Object.entries(raw)) {
    const newName = Object.hasOwn(RENAMED_SETTINGS, name) ? RENAMED_SETTINGS[name] : undefined;
    const key = newName && raw[newName] === undefined ? newName : name;
    if (isUnset(key, value)) continue;
    config[key] = value;
  }
  config.dataset = String(raw.dataset ?? raw["id"] ?? "");
  config.batch_size = Math.max(1, Math.floor(config.batch_size) || 1);
  config.history_length = Math.max(0, Math.floor(config.history_length) || 0);
  if (!Array.isArray(config.buttons)) config.buttons = CONFIG_DEFAULTS.buttons;
  return config;
}

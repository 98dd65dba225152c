/** The settings of the project as the server sends them, and what it says about itself. */
import { SETTING_DEFAULTS, type Settings } from "./settings";

export interface AppConfig extends Settings {
  dataset: string;
  version?: string;
  view_id: string;
  recipe_name?: string;
  session?: string | null;
  session_id?: string | null;
  /** Changes with every start of the server; a stored queue of another run is not restored. */
  instance?: string;
  total?: number;
  has_validator: boolean;
  /** Names of the recipe's event hooks, for views that can use one of them. */
  event_hooks?: readonly string[];
  /** Pages of the owner: nobody else is told of any. */
  pages?: readonly string[];
  /** How the instructions are written; missing = found out from their text. */
  instructions_format?: "markdown" | "html" | "text" | null;
  [key: string]: unknown;
}

export const CONFIG_DEFAULTS: AppConfig = {
  ...SETTING_DEFAULTS,
  dataset: "",
  view_id: "text",
  has_validator: false,
};

/** null means "not set" for a setting that has a default, and stays null for all others. */
export function isUnset(key: string, value: unknown): boolean {
  return value === null && Object.hasOwn(CONFIG_DEFAULTS, key);
}

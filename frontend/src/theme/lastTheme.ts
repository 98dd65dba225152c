/** The theme that this server had last: for what is shown before its settings are known. */
import type { AppConfig } from "../model/config";

type Look = Partial<Pick<AppConfig, "theme" | "custom_theme" | "high_contrast">>;

/** One per address: several servers may stand behind one host. */
const key = () => `prodigy theme ${location.pathname}`;

/** RETURNS: The last theme; that of the system where there was none. */
export function lastTheme(): Look {
  try {
    const look: unknown = JSON.parse(localStorage.getItem(key()) ?? "null");
    if (typeof look === "object" && look !== null && !Array.isArray(look)) return look;
  } catch {
    // Browsers may forbid it, or somebody has changed it.
  }
  return { theme: "auto" };
}

export function rememberTheme({ theme, custom_theme, high_contrast }: Look): void {
  try {
    localStorage.setItem(key(), JSON.stringify({ theme, custom_theme, high_contrast }));
  } catch {
    // Then the page starts in the theme of the system next time.
  }
}

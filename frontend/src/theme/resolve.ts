/** Which value a theme key has: tokens, then the named theme, then the user's `custom_theme`. */
import type { AppConfig } from "../model/config";
import type { ThemeName } from "../model/settings";
import type { PaletteName, Theme } from "../model/theme";
import { basic } from "./themes/basic";
import { brutalist } from "./themes/brutalist";
import { dark } from "./themes/dark";
import { eighties } from "./themes/eighties";
import { spacy } from "./themes/spacy";
import { TOKENS } from "./tokens";

export const THEMES: Record<Exclude<ThemeName, "auto">, Partial<Theme>> = {
  basic,
  dark,
  eighties,
  spacy,
  brutalist,
};

type ThemeConfig = Pick<AppConfig, "theme" | "custom_theme">;

/** `auto` follows the system; an unknown name falls back to the default theme. */
export function themeName(name: string | undefined, prefersDark = systemIsDark()): keyof typeof THEMES {
  if (name === "auto") return prefersDark ? "dark" : "basic";
  return name && Object.hasOwn(THEMES, name) ? (name as keyof typeof THEMES) : "basic";
}

export function resolveTheme(config: Partial<ThemeConfig>): Theme {
  const named = THEMES[themeName(config.theme)];
  const custom = (config.custom_theme ?? {}) as Partial<Theme>;
  return {
    ...TOKENS,
    ...withoutNull(named),
    ...withoutNull(custom),
    ...fonts(custom),
    // Without a prototype: labels are data, and one may be called "constructor".
    labels: Object.assign(Object.create(null), TOKENS.labels, named.labels, custom.labels),
    palettes: mergePalettes(TOKENS.palettes, named.palettes, custom.palettes),
  };
}

/**
 * The colour of a label: the user's own, else the next one of the palette, else the highlight.
 *
 * `labels` gives the index; a label that isn't among them takes the place behind the last one.
 */
export function labelColor(
  label: string | undefined,
  labels: readonly string[],
  theme: Theme,
  palette?: PaletteName,
): string {
  const own = label === undefined ? undefined : theme.labels[label];
  if (own) return own;
  const colors = palette ? theme.palettes[palette] : [];
  if (!colors.length) return theme.bgHighlight;
  const index = label === undefined ? 0 : labels.indexOf(label);
  return colors[(index < 0 ? labels.length : index) % colors.length] as string;
}

function systemIsDark(): boolean {
  return typeof matchMedia === "function" && matchMedia("(prefers-color-scheme: dark)").matches;
}

function withoutNull(theme: Partial<Theme>): Partial<Theme> {
  return Object.fromEntries(Object.entries(theme).filter(([, value]) => value != null));
}

/** Fonts may be given as a list of names. */
function fonts(custom: Partial<Theme>): Partial<Theme> {
  const result: Partial<Theme> = {};
  for (const key of ["fontPrimary", "fontSecondary"] as const) {
    const value: unknown = custom[key];
    if (Array.isArray(value)) result[key] = value.map(quoteFont).join(", ");
  }
  return result;
}

function quoteFont(name: string): string {
  return /^[\w-]+$/.test(name) || name.includes('"') ? name : `"${name}"`;
}

function mergePalettes(...layers: (Partial<Theme["palettes"]> | undefined)[]): Theme["palettes"] {
  const result = { ...TOKENS.palettes };
  for (const layer of layers) {
    for (const [name, colors] of Object.entries(layer ?? {})) {
      if (Array.isArray(colors) && colors.length) result[name as PaletteName] = colors;
    }
  }
  return result;
}

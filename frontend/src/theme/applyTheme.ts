/**
 * Paints a theme: one CSS variable `--prodigy-<kebab-key>` per key.
 *
 * The theme object keeps the documented values. Where a pair of our own colours reads badly, the
 * painted text colour is moved until it passes; a colour that the user chose is painted as given
 * and only mentioned in the console.
 */
import type { Theme } from "../model/theme";
import { blend, contrast, ensureContrast, parseColor, readableTextColor } from "./color";

/** Text key and a background that it stands on, the most important one first. */
const PAIRS: [text: keyof Theme & string, background: keyof Theme & string][] = [
  ["colorText", "bgCard"],
  ["colorMeta", "bgMeta"],
  ["colorMeta", "bgCard"],
  ["colorMessage", "bgPage"],
  ["colorMessage", "bgCard"],
  ["colorSidebar", "bgSidebar"],
  ["colorSidebarHeadline", "bgSidebarDark"],
  ["colorSidebarLabel", "bgSidebar"],
  ["colorCardTitle", "bgCardTitle"],
  ["colorHighlightLabel", "bgHighlight"],
];

const TEXT_RATIO = 4.5;
const HIGH_RATIO = 7;

/** Numbers are pixels, except for colours and the like, which are strings anyway. */
export function cssValue(value: unknown): string | null {
  if (typeof value === "number") return `${value}px`;
  return typeof value === "string" ? value : null;
}

export function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The colours as painted, by theme key. */
export function paintedColors(
  theme: Theme,
  custom: Record<string, unknown> = {},
  highContrast = false,
): Record<string, string> {
  const ratio = highContrast ? HIGH_RATIO : TEXT_RATIO;
  const result: Record<string, string> = {};
  for (const [text, background] of PAIRS) {
    const before = result[text];
    const front = before ?? String(theme[text]);
    const moved = custom[text] ? front : readableOn(front, background, theme, ratio);
    // On a dark page with light cards no colour fits both: then the first background counts.
    const first = PAIRS.find(([key]) => key === text)![1];
    const isLost = before !== undefined && readableOn(moved, first, theme, ratio) !== moved;
    result[text] = isLost ? front : moved;
  }
  return result;
}

/** What shines through a translucent background: cards, and the rows and boxes on them. */
const GROUNDS = ["bgCard", "bgCardSecondary", "bgMeta"] as const;

/** Moves a text colour until it reads on the background, wherever that is drawn. */
function readableOn(text: string, background: keyof Theme & string, theme: Theme, ratio: number): string {
  return GROUNDS.reduce(
    (color, ground) => ensureContrast(color, String(theme[background]), ratio, theme[ground]),
    text,
  );
}

/** Pairs of the user's own colours that are hard to read, as sentences for the console. */
export function contrastProblems(theme: Theme, custom: Record<string, unknown>): string[] {
  const isFirst = (pair: (typeof PAIRS)[number]) => PAIRS.find(([key]) => key === pair[0]) === pair;
  return PAIRS.filter((pair) => custom[pair[0]] && isFirst(pair)).flatMap(([text, background]) => {
    const front = parseColor(String(theme[text]));
    const back = parseColor(String(theme[background]));
    const card = parseColor(theme.bgCard);
    const ratio = front && back && card ? contrast(front, blend(back, card)) : 21;
    if (ratio >= TEXT_RATIO) return [];
    return [
      `custom_theme: ${text} on ${background} has a contrast of ${ratio.toFixed(1)}:1, ` +
        `${TEXT_RATIO}:1 is readable for everybody.`,
    ];
  });
}

export function themeVariables(
  theme: Theme,
  custom: Record<string, unknown> = {},
  highContrast = false,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [key, raw] of Object.entries({
    ...theme,
    ...paintedColors(theme, custom, highContrast),
  })) {
    const value = cssValue(raw);
    if (value !== null) variables[`--prodigy-${kebab(key)}`] = value;
  }
  // Not keys of the theme: text on the action colours, and the colours as text on the page.
  for (const answer of ["accept", "reject", "ignore", "undo"] as const) {
    variables[`--prodigy-on-${answer}`] = readableTextColor(theme[answer]);
    variables[`--prodigy-${answer}-text`] = ensureContrast(theme[answer], theme.bgPage, TEXT_RATIO);
  }
  variables["--prodigy-on-highlight"] = readableOn(theme.colorText, "bgHighlight", theme, TEXT_RATIO);
  variables["--prodigy-page-text"] = ensureContrast(theme.colorText, theme.bgPage, TEXT_RATIO);
  const accent = ensureContrast(theme.bgCardTitle, theme.bgCard, TEXT_RATIO);
  variables["--prodigy-accent-text"] = ensureContrast(accent, theme.bgCardSecondary, TEXT_RATIO);
  const page = parseColor(theme.bgPage);
  variables["--prodigy-scheme"] = page && contrast(page, [255, 255, 255, 1]) > 4.5 ? "dark" : "light";
  return variables;
}

export function applyTheme(
  theme: Theme,
  custom: Record<string, unknown> = {},
  highContrast = false,
  element: HTMLElement = document.documentElement,
): void {
  const more = typeof matchMedia === "function" && matchMedia("(prefers-contrast: more)").matches;
  const variables = themeVariables(theme, custom, highContrast || more);
  for (const [name, value] of Object.entries(variables)) element.style.setProperty(name, value);
  element.style.colorScheme = variables["--prodigy-scheme"] ?? "light";
  for (const problem of contrastProblems(theme, custom)) console.warn(problem);
}

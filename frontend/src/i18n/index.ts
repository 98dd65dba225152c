/**
 * The language of the interface. Each is a chunk of its own, English too: only what stands on the
 * page before the language is known is part of the first bundle.
 */
import type { Language } from "../model/settings";
import type { Translate } from "./translate";

export type Messages = Record<string, string>;

const LOADERS: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import("./en.json"),
  de: () => import("./de.json"),
  nl: () => import("./nl.json"),
  es: () => import("./es.json"),
  pt: () => import("./pt.json"),
  fr: () => import("./fr.json"),
  zh: () => import("./zh.json"),
};

export const LANGUAGES: readonly string[] = Object.keys(LOADERS);

/** Until a language is loaded, and when that fails. The same words as in en.json. */
export const START_MESSAGES: Messages = {
  loading: "Loading…",
  retry: "Try again",
  error_boot: "The project could not be loaded",
  error_terminal_hint: "The terminal on the server has the details.",
};

/** The messages of a language, or English with a note in the console. */
export async function loadMessages(wanted: string): Promise<{ language: Language; messages: Messages }> {
  const language = wanted as Language;
  const load: (typeof LOADERS)[Language] | undefined = LOADERS[language];
  if (!load) console.warn(`Unknown ui_lang "${language}", using English. Choices: ${LANGUAGES.join(", ")}`);
  if (load && language !== "en") {
    try {
      return { language, messages: (await load()).default };
    } catch (error) {
      console.warn(`The messages of ui_lang "${language}" could not be loaded, using English.`, error);
    }
  }
  return { language: "en", messages: (await import("./en.json")).default };
}

/**
 * Makes the function that looks up a message and fills in its values.
 *
 * With a number `n` among the values, `key_one`, `key_other` and so on are tried first, as the
 * language's plural rules say. A key that nobody knows is shown as it is.
 */
export function makeTranslate(language = "en", messages: Messages = START_MESSAGES): Translate {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (key, values = {}) => {
    const { n } = values;
    const plural =
      typeof n === "number" ? (messages[`${key}_${plurals.select(n)}`] ?? messages[`${key}_other`]) : undefined;
    const message = plural ?? messages[key] ?? key;
    return message.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) return placeholder;
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}

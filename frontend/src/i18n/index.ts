/**
 * The language of the interface. Each is a chunk of its own, English too: only what stands on the
 * page before the language is known is part of the first bundle.
 */
import type { Language } from "../model/settings";
import type { Translate } from "./translate";

export type Messages = Record<string, string>;

type Load = () => Promise<{ default: Messages }>;

/** The words that every page may need, and those of other views than the plain ones and of owners' pages. */
/* eslint-disable boundaries/no-unknown-dependencies -- they lie in this folder; the rule doesn't know of parts */
const LOADERS: Record<Language, { page: Load; rest: Load }> = {
  en: { page: () => import("./en.json?page"), rest: () => import("./en.json?rest") },
  de: { page: () => import("./de.json?page"), rest: () => import("./de.json?rest") },
  nl: { page: () => import("./nl.json?page"), rest: () => import("./nl.json?rest") },
  es: { page: () => import("./es.json?page"), rest: () => import("./es.json?rest") },
  pt: { page: () => import("./pt.json?page"), rest: () => import("./pt.json?rest") },
  fr: { page: () => import("./fr.json?page"), rest: () => import("./fr.json?rest") },
  zh: { page: () => import("./zh.json?page"), rest: () => import("./zh.json?rest") },
};
/* eslint-enable boundaries/no-unknown-dependencies */

export const LANGUAGES: readonly string[] = Object.keys(LOADERS);

/** Until a language is loaded, and when that fails. The same words as in en.json. */
export const START_MESSAGES: Messages = {
  loading: "Loading…",
  retry: "Try again",
  error_boot: "The project could not be loaded",
  error_terminal_hint: "The terminal on the server has the details.",
};

/** What was loaded last: the rest of its words goes there, too. */
let present: { language: Language; messages: Messages; isWhole: boolean } | null = null;

/** Starts to load the words that most projects need. */
export function preloadMessages(): void {
  LOADERS.en.page().catch(() => {});
}

/**
 * The messages of a language, or English with a note in the console. Those of views that need more words come with
 * `loadRest`, in the same object.
 */
export async function loadMessages(wanted: string): Promise<{ language: Language; messages: Messages }> {
  const language = wanted as Language;
  const known: (typeof LOADERS)[Language] | undefined = LOADERS[language];
  if (!known) console.warn(`Unknown ui_lang "${language}", using English. Choices: ${LANGUAGES.join(", ")}`);
  if (known && language !== "en") {
    try {
      return begin(language, (await known.page()).default);
    } catch (error) {
      console.warn(`The messages of ui_lang "${language}" could not be loaded, using English.`, error);
    }
  }
  return begin("en", (await LOADERS.en.page()).default);
}

function begin(language: Language, words: Messages): { language: Language; messages: Messages } {
  present = { language, messages: { ...words }, isWhole: false };
  return present;
}

/** Loads all words of the language that was loaded last. Throws if they don't come. */
export async function loadRest(): Promise<void> {
  const begun = present;
  if (!begun || begun.isWhole) return;
  Object.assign(begun.messages, (await LOADERS[begun.language].rest()).default);
  begun.isWhole = true;
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

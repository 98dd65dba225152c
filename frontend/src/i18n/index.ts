/**
 * The language of the interface. English is part of the first bundle and the fallback for every
 * key; the others are loaded when `ui_lang` asks for them.
 */
import type { Translate } from "../interfaces/types";
import en from "./en.json";

export type Messages = Record<string, string>;

const LOADERS: Record<string, () => Promise<{ default: Messages }>> = {
  en: () => Promise.resolve({ default: en }),
  de: () => import("./de.json"),
  nl: () => import("./nl.json"),
  es: () => import("./es.json"),
  pt: () => import("./pt.json"),
  fr: () => import("./fr.json"),
  zh: () => import("./zh.json"),
};

export const LANGUAGES = Object.keys(LOADERS);

/** The messages of a language, or English with a note in the console. */
export async function loadMessages(language: string): Promise<{ language: string; messages: Messages }> {
  const loader = LOADERS[language];
  if (!loader) {
    console.warn(`Unknown ui_lang "${language}", using English. Choices: ${LANGUAGES.join(", ")}`);
    return { language: "en", messages: en };
  }
  try {
    return { language, messages: (await loader()).default };
  } catch (error) {
    console.warn(`The messages of ui_lang "${language}" could not be loaded, using English.`, error);
    return { language: "en", messages: en };
  }
}

/**
 * Makes the function that looks up a message and fills in its values.
 *
 * With a number `n` among the values, `key_one`, `key_other` and so on are tried first, as the
 * language's plural rules say. A key that nobody knows is shown as it is.
 */
export function makeTranslate(language = "en", messages: Messages = en): Translate {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const find = (key: string) => messages[key] ?? (en as Messages)[key];
  return (key, values = {}) => {
    const { n } = values;
    const plural =
      typeof n === "number"
        ? (find(`${key}_${plurals.select(n)}`) ?? find(`${key}_other`))
        : undefined;
    const message = plural ?? find(key) ?? key;
    return message.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) return placeholder;
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}

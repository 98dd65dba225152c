import type { AppConfig } from "../../model/config";

/**
 * Writing direction of a text container. The default setting is "ltr", which says nothing about the data, so the browser
 * finds out from the text itself; only "rtl" is binding.
 */
export function textDirection(config: Pick<Partial<AppConfig>, "writing_dir">): "rtl" | "auto" {
  return config.writing_dir === "rtl" ? "rtl" : "auto";
}

/** Language of the data, for hyphenation, fonts and screen readers. */
export function textLanguage(config: Pick<Partial<AppConfig>, "lang">): string | undefined {
  return typeof config.lang === "string" && config.lang ? config.lang : undefined;
}

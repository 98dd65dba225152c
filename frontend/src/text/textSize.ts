import { countCodePoints } from "./codePoints";

export type TextSize = "large" | "medium" | "small";

/** Texts up to this many characters are drawn in `largeText`. */
export const LARGE_TEXT_MAX = 60;
/** Texts up to this many characters are drawn in `mediumText`, longer ones in `smallText`. */
export const MEDIUM_TEXT_MAX = 200;

/** Size of a read-only text by its length; manual views always use "small". */
export function textSize(text: string): TextSize {
  const length = text.length > 2 * MEDIUM_TEXT_MAX ? Infinity : countCodePoints(text);
  if (length <= LARGE_TEXT_MAX) return "large";
  return length <= MEDIUM_TEXT_MAX ? "medium" : "small";
}

export function textSizeClass(text: string): string {
  return `prodigy-text-${textSize(text)}`;
}

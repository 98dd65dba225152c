/** What is drawn of an option, as plain values. */
import type { Option } from "../../model/parts";
import type { Theme } from "../../model/theme";

/** Nobody could tell what an empty row stands for, so it shows what would be stored. */
export function isBare({ html, text }: Option): boolean {
  return !html && (typeof text !== "string" || text.trim() === "");
}

export function hasImage({ image }: Option): boolean {
  return typeof image === "string" && image !== "";
}

/** With text among them, pictures are rows too: a narrow cell is no place for a sentence. */
export function isPictureGrid(options: readonly Option[]): boolean {
  return options.every(hasImage);
}

/** The colour of the option itself, or of the label that is called like it. */
export function accentOf({ id, text, color }: Option, labels: Theme["labels"]): string | undefined {
  return color ?? labels[String(id)] ?? labels[text ?? ""];
}

/** Options are data: only addresses that open a page, nothing that runs. */
export function isLink(url: unknown): url is string {
  return typeof url === "string" && /^(https?:\/\/|\/(?!\/)|\.)/i.test(url);
}

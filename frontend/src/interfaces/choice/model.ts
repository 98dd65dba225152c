/** Options of a task and what a click on one of them stores. */
import type { Option } from "../../model/parts";

export type OptionId = string | number;

export interface Selection {
  accept: OptionId[];
  /** The option was chosen, not taken back. */
  isSelected: boolean;
}

/**
 * Choose an option, or take it back. The list keeps the order of selection and the ids their JSON type.
 *
 * Single: the option replaces any other; multiple: it joins them.
 */
export function toggleOption(accept: readonly OptionId[] | undefined, id: OptionId, isMultiple: boolean): Selection {
  const chosen = accept ?? [];
  if (chosen.includes(id))
    return { accept: isMultiple ? chosen.filter((other) => other !== id) : [], isSelected: false };
  return { accept: isMultiple ? [...chosen, id] : [id], isSelected: true };
}

/** The options that can be drawn: objects with an id. Plain strings and numbers, as some recipes send them, count too. */
export function readOptions(options: unknown): Option[] {
  if (!Array.isArray(options)) return [];
  return options.flatMap((option: unknown): Option[] => {
    if (typeof option === "string" || typeof option === "number") return [{ id: option, text: String(option) }];
    if (option === null || typeof option !== "object") return [];
    const { id } = option as Option;
    if (typeof id !== "string" && typeof id !== "number") return [];
    const text: unknown = (option as Option).text;
    // Only the id is stored, so the text may become one.
    return [typeof text === "number" ? { ...(option as Option), text: String(text) } : (option as Option)];
  });
}

/** What to call an option aloud and in the overview of keys. */
export function optionName(option: Option): string {
  if (typeof option.text === "string" && option.text) return option.text;
  if (typeof option.html === "string") {
    const text = option.html
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim();
    if (text) return text;
  }
  return String(option.id);
}

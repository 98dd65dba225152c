/** What a click on an option stores, and what it is called. */
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

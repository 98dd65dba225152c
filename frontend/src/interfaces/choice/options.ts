/** Options of a task. Apart from the rest of the view, since it is loaded with the page. */
import type { Option } from "../../model/parts";

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

/** Settings of a text field, and which suggestions fit what was typed. */
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";

export interface FieldSettings {
  /** Key of the task that gets the text, and DOM id of the field. */
  id: string;
  label: string | null;
  placeholder: string | null;
  rows: number;
  isFocusedFirst: boolean;
  suggestions: readonly string[];
  characters: readonly string[];
}

const DEFAULT_ID = "user_input";

/** The settings of a field come from the task, or else from the block, the task's config or the project. */
export function readField(task: Task, config: AppConfig): FieldSettings {
  const read = (key: string): unknown => task[key] ?? config[key];
  const rows = Math.floor(Number(read("field_rows")));
  return {
    id: readText(read("field_id")) ?? DEFAULT_ID,
    label: readText(read("field_label")),
    placeholder: readText(read("field_placeholder")),
    rows: rows > 1 ? rows : 1,
    isFocusedFirst: read("field_autofocus") === true,
    suggestions: rows > 1 ? [] : readList(read("field_suggestions")),
    characters: readList(read("field_characters")),
  };
}

function readText(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

/** Strings without repetitions; numbers count as their text. */
function readList(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const texts = value.filter((item) => typeof item === "string" || typeof item === "number").map(String);
  return [...new Set(texts)].filter(Boolean);
}

/** Several blocks write to the same key: what is typed in one would overwrite the other. */
export function isSharedField(id: string, config: Pick<AppConfig, "blocks">): boolean {
  const blocks = Array.isArray(config.blocks) ? config.blocks : [];
  const fields = blocks.filter((block) => block?.view_id === "text_input");
  const here = fields.filter((block) => (readText(block.field_id) ?? DEFAULT_ID) === id);
  const targets = here.map((block) => readText(block.output_key) ?? id);
  return new Set(targets).size < targets.length;
}

/** More would not be read, but scrolled. */
export const MAX_SUGGESTIONS = 50;

/** Suggestions for a text: those that begin with it, then those with a word that does, then those that contain it. */
export function matchSuggestions(suggestions: readonly string[], text: string): string[] {
  const wanted = fold(text.trim());
  if (!wanted) return suggestions.slice(0, MAX_SUGGESTIONS);
  const rank = (suggestion: string): number => {
    const folded = fold(suggestion);
    if (folded.startsWith(wanted)) return 0;
    const at = folded.indexOf(wanted);
    if (at < 0) return -1;
    return /[\s\p{P}]/u.test(folded[at - 1] ?? "") ? 1 : 2;
  };
  return suggestions
    .map((suggestion, order) => ({ suggestion, order, rank: rank(suggestion) }))
    .filter((entry) => entry.rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ suggestion }) => suggestion);
}

/** Case and accents don't matter when searching. */
function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** What a comparison shows. Which system made which candidate is not part of it. */
import { contentKind, type ContentKeys } from "../shared/contentKind";
import type { Task } from "../../model/task";

export interface Comparison {
  input: ContentKeys | null;
  /** Drawn first, as A: chosen by "accept". */
  accept: ContentKeys;
  /** Drawn second, as B: chosen by "reject". */
  reject: ContentKeys;
}

/** An object with something to show; a plain string counts as text. */
function readContent(value: unknown): ContentKeys | null {
  if (typeof value === "string") return { text: value };
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const content = value as ContentKeys;
  return contentKind(content, {}) === null ? null : content;
}

export function readComparison(task: Task): Comparison | string {
  const { input, accept, reject } = task as Record<string, unknown>;
  const first = readContent(accept);
  const second = readContent(reject);
  if (!first) return "accept";
  if (!second) return "reject";
  return { input: readContent(input), accept: first, reject: second };
}

/** Texts that annotators wrote: which words of a version others don't have. */
import { diffTextParts } from "../shared/diffParts";
import type { Version } from "./model";

export interface MarkedPart {
  text: string;
  /** Some other version has something else here. */
  differs: boolean;
}

/** A long text is compared with so many others, and no text that is longer than that (characters). */
const MAX_OTHERS = 8;
const MAX_LENGTH = 50_000;

/** Keys with texts that are not the same in all versions. */
export function textKeys(versions: readonly Version[], keys: readonly string[]): string[] {
  return keys.filter((key) => {
    const values = versions.map((version) => version[key] ?? "");
    return values.every((value) => typeof value === "string") && new Set(values).size > 1;
  });
}

/** The different texts that versions have under a key; none for those without it. */
export function textsOf(versions: readonly Version[], key: string): string[] {
  const values = versions.map((version): unknown => version[key]);
  return [...new Set(values.filter((value) => typeof value === "string" && value !== ""))] as string[];
}

/** RETURNS: The parts of a text in order, which add up to it. */
export function markDifferences(text: string, texts: readonly string[]): MarkedPart[] {
  const others = texts.filter((other) => other !== text && other.length <= MAX_LENGTH).slice(0, MAX_OTHERS);
  if (text.length > MAX_LENGTH) return [{ text, differs: false }];
  const differs = new Uint8Array(text.length);
  for (const other of others) {
    let position = 0;
    for (const part of diffTextParts(text, other, "words")) {
      if (part.kind === "added") continue;
      const end = position + part.text.length;
      if (part.kind === "removed") differs.fill(1, position, end);
      position = end;
    }
  }
  const parts: MarkedPart[] = [];
  for (let start = 0; start < text.length;) {
    let end = start + 1;
    while (end < text.length && differs[end] === differs[start]) end += 1;
    parts.push({ text: text.slice(start, end), differs: differs[start] === 1 });
    start = end;
  }
  return parts;
}

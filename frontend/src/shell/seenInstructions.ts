/** Which version of the instructions somebody has seen in this browser. */
import type { AppConfig } from "../model/config";

export type Seen = "never" | "older" | "this";

type Project = Pick<AppConfig, "dataset" | "session" | "instructions">;

const keyOf = ({ dataset, session }: Project) => `prodigy instructions ${JSON.stringify([dataset, session ?? ""])}`;

export function seenInstructions(project: Project): Seen {
  try {
    const seen = localStorage.getItem(keyOf(project));
    if (seen === null) return "never";
    return seen === versionOf(project) ? "this" : "older";
  } catch {
    // Without storage they would come up at every visit.
    return "this";
  }
}

export function noteInstructions(project: Project): void {
  try {
    localStorage.setItem(keyOf(project), versionOf(project));
  } catch {
    // Browsers may forbid it.
  }
}

/** A short fingerprint of the text (FNV-1a). Enough to notice a change. */
function versionOf({ instructions }: Project): string {
  let hash = 0x811c9dc5;
  for (const character of String(instructions)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

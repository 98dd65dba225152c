/** What differs between two texts, in units that people read: words, characters or sentences. */
import { diffArrays } from "diff";
import { graphemes } from "../../text/pieces";

export type DiffStyle = "words" | "chars" | "sentences";
export type DiffKind = "same" | "removed" | "added";

export interface DiffPart {
  kind: DiffKind;
  text: string;
}

/** Longer searches end with a coarser result (ms). */
const PATIENCE_MS = 800;
const COARSER: Record<DiffStyle, DiffStyle | null> = { chars: "words", words: "sentences", sentences: null };

export function readStyle(value: unknown): DiffStyle {
  return value === "chars" || value === "sentences" ? value : "words";
}

/** RETURNS: The parts of both texts in order of reading; what is replaced comes before what replaces it. */
export function diffTextParts(removed: string, added: string, style: DiffStyle): DiffPart[] {
  if (removed === added) return removed ? [{ kind: "same", text: removed }] : [];
  for (let unit: DiffStyle | null = style; unit; unit = COARSER[unit]) {
    const changes = diffArrays(splitUnits(removed, unit), splitUnits(added, unit), { timeout: PATIENCE_MS });
    if (!changes) continue;
    const parts = changes.map((change): DiffPart => {
      const kind = change.added ? "added" : change.removed ? "removed" : "same";
      return { kind, text: change.value.join("") };
    });
    return joinParts(unit === "chars" ? parts : withoutIslands(parts));
  }
  return joinParts([
    { kind: "removed", text: removed },
    { kind: "added", text: added },
  ]);
}

/** Cut a text into units that add up to the text again. */
export function splitUnits(text: string, style: DiffStyle): string[] {
  if (style === "chars") return graphemes(text);
  if (style === "words") return [...segments(text, "word")];
  // The space behind a sentence is a unit of its own: a sentence that moves to the end is still the same.
  return segments(text, "sentence").flatMap((sentence) => sentence.split(/(\s+)$/u).filter(Boolean));
}

function segments(text: string, granularity: "word" | "sentence"): string[] {
  if ("Segmenter" in Intl) {
    const segmenter = new Intl.Segmenter(undefined, { granularity });
    return Array.from(segmenter.segment(text), ({ segment }) => segment);
  }
  const pattern = granularity === "word" ? /\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu : /[^.!?]*[.!?]*\s*/gu;
  return text.match(pattern)?.filter(Boolean) ?? [];
}

/** "a b" against "c d": the space in the middle is no island between two changes, but part of one. */
function withoutIslands(parts: readonly DiffPart[]): DiffPart[] {
  return parts.flatMap((part, i) => {
    const isIsland = part.kind === "same" && /^[^\S\n]+$/u.test(part.text);
    if (!isIsland) return [part];
    const around = new Set([...kindsFrom(parts, i - 1, -1), ...kindsFrom(parts, i + 1, 1)]);
    const isBetween = i > 0 && parts[i - 1]?.kind !== "same" && i + 1 < parts.length && parts[i + 1]?.kind !== "same";
    if (!isBetween || around.size < 2) return [part];
    return [
      { kind: "removed" as const, text: part.text },
      { kind: "added" as const, text: part.text },
    ];
  });
}

/** What happens at a change: something is removed, added, or both. */
function kindsFrom(parts: readonly DiffPart[], start: number, step: 1 | -1): Set<DiffKind> {
  const kinds = new Set<DiffKind>();
  for (let i = start; parts[i] && parts[i]?.kind !== "same"; i += step) kinds.add((parts[i] as DiffPart).kind);
  return kinds;
}

/** Join neighbours of the same kind, and put what was removed before what was added. */
function joinParts(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  let removed = "";
  let added = "";
  const push = (kind: DiffKind, text: string) => {
    const last = result.at(-1);
    if (!text) return;
    if (last?.kind === kind) last.text += text;
    else result.push({ kind, text });
  };
  const flush = () => {
    // Space around both sides has not changed.
    const [before, after] = sharedSpace(removed, added);
    push("same", before);
    push("removed", removed.slice(before.length, removed.length - after.length));
    push("added", added.slice(before.length, added.length - after.length));
    push("same", after);
    removed = added = "";
  };
  for (const { kind, text } of parts) {
    if (kind === "removed") removed += text;
    else if (kind === "added") added += text;
    else {
      flush();
      push("same", text);
    }
  }
  flush();
  return result;
}

/** The whitespace that two texts have in common at the start and at the end. */
function sharedSpace(a: string, b: string): [before: string, after: string] {
  const [startA, startB] = [/^\s*/u.exec(a)?.[0] ?? "", /^\s*/u.exec(b)?.[0] ?? ""];
  const before = startA === startB ? startA : "";
  const [restA, restB] = [a.slice(before.length), b.slice(before.length)];
  const [endA, endB] = [/\s*$/u.exec(restA)?.[0] ?? "", /\s*$/u.exec(restB)?.[0] ?? ""];
  return [before, endA === endB ? endA : ""];
}

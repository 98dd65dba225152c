/** Marks in each response what the one that it is compared with does not say. */
import type { ReactNode } from "react";
import { diffTextParts } from "../shared/diffParts";
import type { DrawText } from "../shared/messages/MessageText";
import type { Candidate } from "./model";

/** A stretch of a text in UTF-16 units, end exclusive. */
type Stretch = readonly [from: number, to: number];

const BREAK = "\n\n";

/** Compares B, C and so on with A, and A with B. RETURNS: what draws the texts of each response. */
export function compareCandidates(candidates: readonly Candidate[]): (id: string, message: number) => DrawText {
  const texts = candidates.map(({ messages }) => messages.map(({ text }) => text).join(BREAK));
  const marked = new Map(
    candidates.map(({ id }, i) => [id, findOwn(texts[i] as string, texts[i === 0 ? 1 : 0] ?? "")]),
  );
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  return (id, message) => {
    const messages = byId.get(id)?.messages.slice(0, message) ?? [];
    const start = messages.reduce((sum, { text }) => sum + text.length + BREAK.length, 0);
    const text = byId.get(id)?.messages[message]?.text ?? "";
    return (from, to) => drawMarked(text, from, to, start, marked.get(id) ?? []);
  };
}

function findOwn(text: string, other: string): Stretch[] {
  const own: Stretch[] = [];
  let at = 0;
  for (const { kind, text: piece } of diffTextParts(other, text, "words")) {
    if (kind === "removed") continue;
    if (kind === "added") own.push([at, at + piece.length]);
    at += piece.length;
  }
  return own;
}

function drawMarked(text: string, from: number, to: number, start: number, own: readonly Stretch[]): ReactNode {
  const pieces: ReactNode[] = [];
  let at = from;
  for (const [first, last] of own) {
    const begin = Math.max(first - start, at);
    const end = Math.min(last - start, to);
    if (end <= begin) continue;
    pieces.push(text.slice(at, begin), <mark key={begin}>{text.slice(begin, end)}</mark>);
    at = end;
  }
  return [...pieces, text.slice(at, to)];
}

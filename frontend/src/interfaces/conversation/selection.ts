/** What is selected and waits for its label, and how keys move it. Plain values: nothing here knows the DOM. */
import { textFields, type Message } from "../shared/messages/readMessages";
import type { Place } from "./annotations";
import { snapRange, wordBefore, wordFrom, type Range } from "./words";

export interface Selection extends Place {
  by: "keys" | "mouse" | "touch";
  /** Where it began, and the end that moves. */
  anchor: Range;
  focus: Range;
}

export function makeSelection(place: Place, by: Selection["by"]): Selection {
  const range = { from: place.from, to: place.to };
  return { ...place, by, anchor: range, focus: range };
}

/** The same selection with another end. */
export function extendTo(selection: Selection, focus: Range): Selection {
  const { anchor } = selection;
  return { ...selection, focus, from: Math.min(anchor.from, focus.from), to: Math.max(anchor.to, focus.to) };
}

export const isExtended = ({ anchor, focus }: Selection): boolean =>
  anchor.from !== focus.from || anchor.to !== focus.to;

/** Grown to whole words, or to whole characters. RETURNS: null if there are only spaces in it. */
export function snapPlace(place: Place, text: string, byCharacters: boolean): Place | null {
  const snapped = snapRange(text, place, byCharacters ? "grapheme" : "word");
  return snapped && { ...place, ...snapped };
}

/** The first word of a field, or its last one (step: -1). */
function edgeWord(message: Message, field: string, text: string, step: 1 | -1): Place | null {
  const word = step > 0 ? wordFrom(text, 0) : wordBefore(text, text.length);
  return word && { message: message.index, field, ...word };
}

/** The first word of a message. RETURNS: null if nothing is written there. */
export function enterMessage(message: Message): Selection | null {
  for (const [field, text] of textFields(message)) {
    const place = edgeWord(message, field, text, 1);
    if (place) return makeSelection(place, "keys");
  }
  return null;
}

/** One word on or back; from the end of a field into the next one of the same message. */
export function stepWord(selection: Selection, message: Message, step: 1 | -1, isExtending: boolean): Selection {
  const fields = textFields(message);
  const at = fields.findIndex(([field]) => field === selection.field);
  const text = fields[at]?.[1];
  if (text === undefined) return selection;
  const base = isExtending ? selection.focus : selection;
  const word = step > 0 ? wordFrom(text, base.to) : wordBefore(text, base.from);
  if (isExtending) return word ? extendTo({ ...selection, by: "keys" }, word) : selection;
  if (word) return makeSelection({ ...selection, ...word }, "keys");
  const next = fields[at + step];
  const place = next && edgeWord(message, next[0], next[1], step);
  return place ? makeSelection(place, "keys") : selection;
}

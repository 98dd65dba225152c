/** The list of suggestions below a field: whether it is open, what fits, and which one enter would take. */
import { useMemo, useState } from "react";
import type { ListState } from "./keys";
import { matchSuggestions } from "./model";

export interface SuggestionList extends ListState {
  /** What is shown; empty while the list is closed. */
  items: readonly string[];
  /** Opens it for a text, as far as there are suggestions. */
  open(text: string): void;
  close(): void;
  /** -1: back to the field. */
  move(active: number): void;
}

/** isOffered: False where nothing can be typed. */
export function useSuggestionList(suggestions: readonly string[], isOffered: boolean): SuggestionList {
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const items = useMemo(() => (isOpen ? matchSuggestions(suggestions, typed) : []), [isOpen, suggestions, typed]);
  return {
    items,
    count: items.length,
    active,
    isOffered,
    open(text) {
      setTyped(text);
      setActive(-1);
      setOpen(isOffered);
    },
    close: () => setOpen(false),
    move: setActive,
  };
}

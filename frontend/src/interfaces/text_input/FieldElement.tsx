/** The element that text is typed into: one line, several lines, or one line with suggestions. */
import type { KeyboardEvent, RefCallback } from "react";
import type { TextField } from "../shared/useField";
import type { SuggestionList } from "./useSuggestionList";

export type FieldKind = "textarea" | "combobox" | "input";

interface FieldElementProps {
  kind: FieldKind;
  id: string;
  rows: number;
  fieldRef: RefCallback<TextField>;
  /** The text at first; from then on the field keeps its own. */
  initial: string;
  /** Where no label names the field. */
  name: string | undefined;
  placeholder: string | undefined;
  readOnly: boolean;
  dir: string | undefined;
  lang: string | undefined;
  list: SuggestionList;
  listId: string;
  onOpen(): void;
  onKeyDown(event: KeyboardEvent): void;
}

export function FieldElement(props: FieldElementProps) {
  const { kind, rows, fieldRef, initial, name, list, listId, onOpen, ...rest } = props;
  const common = {
    ...rest,
    ref: fieldRef,
    className: "prodigy-text-input",
    defaultValue: initial,
    "aria-label": name,
    spellCheck: true,
    autoComplete: "off",
    onBlur: list.close,
  };
  if (kind === "textarea") return <textarea {...common} rows={rows} />;
  if (kind === "input") return <input {...common} type="text" />;
  const isShown = list.count > 0;
  return (
    <input
      {...common}
      type="text"
      role="combobox"
      aria-autocomplete="list"
      aria-expanded={isShown}
      aria-controls={listId}
      aria-activedescendant={isShown && list.active >= 0 ? `${listId}-${list.active}` : undefined}
      onMouseDown={onOpen}
    />
  );
}

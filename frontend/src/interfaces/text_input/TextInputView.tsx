/** A field for free text. */
import { useCallback, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { ViewProps } from "../types";
import { textDirection, textLanguage } from "../shared/direction";
import { Notice } from "../shared/Notice";
import { Characters } from "./Characters";
import { readKey } from "./keys";
import { fieldText, isSharedField, matchSuggestions, readField } from "./model";
import { Suggestions } from "./Suggestions";
import { useField, type TextField } from "./useField";
import "../shared/content.css";
import "./textInput.css";

export default function TextInputView({ task, config, update, t, readOnly }: ViewProps) {
  const settings = useMemo(() => readField(task, config), [task, config]);
  const { id, label, placeholder, rows, suggestions, characters } = settings;
  const field = useRef<TextField>(null);
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const hasSuggestions = suggestions.length > 0 && !readOnly;
  const matches = useMemo(() => (isOpen ? matchSuggestions(suggestions, typed) : []), [isOpen, suggestions, typed]);
  const isListShown = isOpen && matches.length > 0;

  useField({
    fieldRef: field,
    kind: rows > 1 ? "textarea" : hasSuggestions ? "combobox" : "input",
    value: task[id],
    write: (text, isStep) => update({ [id]: text }, { undoable: isStep }),
    onInput: (text) => {
      setTyped(text);
      setActive(-1);
      setOpen(hasSuggestions);
      document.dispatchEvent(new CustomEvent("prodigyinput", { detail: { field_id: id, value: text } }));
    },
  });

  useEffect(() => {
    const element = field.current;
    if (!settings.isFocusedFirst || readOnly || !element) return;
    element.focus({ preventScroll: true });
    element.setSelectionRange(element.value.length, element.value.length);
    // Once per task: cards are mounted afresh for each of them.
  }, [settings.isFocusedFirst, readOnly]);

  const open = (isShown: boolean) => {
    setTyped(field.current?.value ?? "");
    setActive(-1);
    setOpen(isShown && hasSuggestions);
  };

  /** Put a text where the cursor is, or in place of everything. */
  const insert = (text: string, isWhole: boolean) => {
    const element = field.current;
    if (!element) return;
    if (isWhole) element.select();
    const [start, end] = [element.selectionStart ?? element.value.length, element.selectionEnd ?? element.value.length];
    element.setRangeText(text, start, end, "end");
    element.dispatchEvent(new Event("input", { bubbles: true }));
    if (isWhole) setOpen(false);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const { isComposing } = event.nativeEvent;
    const hasModifier = event.ctrlKey || event.metaKey;
    const { key, altKey } = event;
    const list = { active, count: isListShown ? matches.length : 0, isOffered: hasSuggestions };
    const step = readKey({ key, altKey, hasModifier, isComposing }, list, rows === 1);
    if (step === null) return;
    event.preventDefault();
    if (step.type === "open") open(true);
    else if (step.type === "move") setActive(step.active);
    else if (step.type === "insert") insert(matches[active] ?? "", true);
    else if (step.type === "close") setOpen(false);
    else field.current?.blur();
  };

  const setField = useCallback((element: TextField | null) => {
    field.current = element;
  }, []);
  const common = {
    id,
    ref: setField,
    className: "prodigy-text-input",
    defaultValue: fieldText(task[id]),
    placeholder: placeholder ?? undefined,
    readOnly: readOnly === true,
    dir: textDirection(config),
    lang: textLanguage(config),
    spellCheck: true,
    autoComplete: "off",
    "aria-label": label === null ? (placeholder ?? t("text_field")) : undefined,
    onKeyDown,
    onBlur: () => setOpen(false),
  };

  return (
    <div className="prodigy-content prodigy-text-input-content">
      {isSharedField(id, config) && <Notice>{t("field_shared", { id })}</Notice>}
      {label !== null && (
        <label htmlFor={id} className="prodigy-text-input-label">
          {label}
        </label>
      )}
      <div className="prodigy-text-input-frame">
        {rows > 1 ? (
          <textarea {...common} rows={rows} />
        ) : hasSuggestions ? (
          <input
            {...common}
            type="text"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={isListShown}
            aria-controls={listId}
            aria-activedescendant={isListShown && active >= 0 ? `${listId}-${active}` : undefined}
            onMouseDown={() => open(true)}
          />
        ) : (
          <input {...common} type="text" />
        )}
        {hasSuggestions && (
          <Suggestions
            id={listId}
            label={t("suggestions")}
            items={isListShown ? matches : []}
            active={active}
            onPick={(text) => insert(text, true)}
          />
        )}
      </div>
      {characters.length > 0 && !readOnly && (
        <Characters {...{ characters, t }} onInsert={(character) => insert(character, false)} />
      )}
    </div>
  );
}

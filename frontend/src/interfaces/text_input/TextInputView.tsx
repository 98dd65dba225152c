/** A field for free text. */
import { useCallback, useId, useMemo, useRef, type KeyboardEvent } from "react";
import { isComposing } from "../../keymap/parse";
import type { ViewProps } from "../types";
import { textDirection, textLanguage } from "../shared/direction";
import { Notice } from "../shared/Notice";
import { Characters } from "./Characters";
import { FieldElement } from "./FieldElement";
import { insertText } from "./insertText";
import { readKey } from "./keys";
import { isSharedField, readField } from "./model";
import { Suggestions } from "./Suggestions";
import { fieldText, useField, useFirstFocus, type TextField } from "../shared/useField";
import { useSuggestionList } from "./useSuggestionList";
import "../shared/content.css";
import "./textInput.css";

export default function TextInputView({ task, config, update, t, readOnly }: ViewProps) {
  const settings = useMemo(() => readField(task, config), [task, config]);
  const { id, label, placeholder, rows, suggestions, characters } = settings;
  const field = useRef<TextField>(null);
  const listId = useId();
  const list = useSuggestionList(suggestions, suggestions.length > 0 && !readOnly);
  const kind = rows > 1 ? "textarea" : list.isOffered ? "combobox" : "input";

  useField({
    fieldRef: field,
    kind,
    value: task[id],
    write: (text, isStep) => update({ [id]: text }, { undoable: isStep }),
    onInput: (text) => {
      list.open(text);
      document.dispatchEvent(new CustomEvent("prodigyinput", { detail: { field_id: id, value: text } }));
    },
  });

  useFirstFocus(field, settings.isFocusedFirst && !readOnly);

  const open = () => list.open(field.current?.value ?? "");

  const insert = (text: string, isWhole: boolean) => {
    if (!field.current) return;
    insertText(field.current, text, isWhole);
    if (isWhole) list.close();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const hasModifier = event.ctrlKey || event.metaKey;
    const { key, altKey } = event;
    const step = readKey({ key, altKey, hasModifier, isComposing: isComposing(event.nativeEvent) }, list, rows === 1);
    if (step === null) return;
    event.preventDefault();
    if (step.type === "open") open();
    else if (step.type === "move") list.move(step.active);
    else if (step.type === "insert") insert(list.items[list.active] ?? "", true);
    else if (step.type === "close") list.close();
    else field.current?.blur();
  };

  const setField = useCallback((element: TextField | null) => {
    field.current = element;
  }, []);

  return (
    <div className="prodigy-content prodigy-text-input-content">
      {isSharedField(id, config) && <Notice>{t("field_shared", { id })}</Notice>}
      {label !== null && (
        <label htmlFor={id} className="prodigy-text-input-label">
          {label}
        </label>
      )}
      <div className="prodigy-text-input-frame">
        <FieldElement
          {...{ kind, rows, list, listId, onKeyDown, id }}
          fieldRef={setField}
          onOpen={open}
          initial={fieldText(task[id])}
          placeholder={placeholder ?? undefined}
          readOnly={readOnly === true}
          dir={textDirection(config)}
          lang={textLanguage(config)}
          name={label === null ? (placeholder ?? t("text_field")) : undefined}
        />
        {list.isOffered && (
          <Suggestions
            id={listId}
            label={t("suggestions")}
            items={list.items}
            active={list.active}
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

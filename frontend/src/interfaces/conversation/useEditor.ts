/**
 * What is going on in a conversation: where keys are, what is selected, which comment is written. Annotations live in
 * the task alone, and all of this vanishes with the card.
 */
import { useMemo, useState } from "react";
import { useStable } from "../../hooks/useStable";
import type { ViewProps } from "../types";
import type { Message } from "../shared/messages/readMessages";
import * as annotations from "./annotations";
import type { DrawnSpan, MessageSpan, Place, SpanModel } from "./annotations";
import { isExtended, makeSelection, snapPlace, type Selection } from "./selection";
import { stepCharacter } from "./words";

export interface Edited {
  message: number;
  /** Position in the list of comments; that behind the last one is a new comment. */
  at: number;
}

interface State {
  /** The message that keys are about. */
  current: number;
  selection: Selection | null;
  selected: MessageSpan | null;
  edited: Edited | null;
  /** The selection was made with keys, which then go on from there. */
  isByKeys: boolean;
  /** Said to those who don't see it. */
  spoken: string;
}

const START: State = { current: 0, selection: null, selected: null, edited: null, isByKeys: false, spoken: "" };

export interface EditorInput extends ViewProps {
  messages: readonly Message[];
  model: SpanModel;
  active: string | null;
  setActive(label: string): void;
  messageLabels: readonly string[];
}

export type Editor = ReturnType<typeof useEditor>;

export function useEditor(input: EditorInput) {
  const { task, original, model, readOnly = false } = input;
  const [state, setState] = useState(START);
  const change = (patch: Partial<State>) => setState((before) => ({ ...before, ...patch }));
  const selected = model.all.find(({ span }) => span === state.selected);
  const isChanged = useMemo(() => annotations.isChanged(task, original), [task, original]);
  return {
    ...state,
    selected,
    isChanged,
    readOnly,
    go: useStable((current: number) => change({ current, selection: null, selected: null })),
    touch: useStable((current: number) => current !== state.current && change({ current })),
    select: (selection: Selection | null) =>
      change({
        selection,
        selected: null,
        isByKeys: selection?.by === "keys",
        ...(selection ? { current: selection.message } : {}),
      }),
    selectWord: (place: Place) =>
      change({ selection: makeSelection(place, "keys"), isByKeys: true, current: place.message }),
    textOf: annotations.fieldText,
    clear: () => change({ selection: null, selected: null }),
    selectSpan: (drawn: DrawnSpan | undefined, isByKeys: boolean) =>
      drawn &&
      change({ selected: drawn.span, selection: null, current: drawn.message, isByKeys, spoken: describe(drawn.span) }),
    ...useSpanEdits(input, state, selected, change),
    ...useOtherEdits(input, state, change),
  };
}

const describe = ({ label, text }: MessageSpan): string => [label, text].filter(Boolean).join(": ");

/** Adding, changing and removing spans. */
function useSpanEdits(
  input: EditorInput,
  state: State,
  selected: DrawnSpan | undefined,
  change: (patch: Partial<State>) => void,
) {
  const { task, messages, active, setActive, config, update, readOnly, t } = input;
  const spans = (task.spans ?? []) as MessageSpan[];
  const { selection } = state;

  const store = (next: MessageSpan[], span: MessageSpan | null, spoken: string, undoable = true) => {
    update({ spans: annotations.sortSpans(next, messages) }, { undoable });
    change({ selection: null, selected: span, spoken, ...(span ? { current: span.message } : {}) });
  };

  /** replaced: A span that this one takes the place of, as part of the same edit. */
  const mark = (place: Place, label: string, replaced?: MessageSpan): boolean => {
    const span = annotations.makeSpan(place, messages, label);
    if (!span || readOnly) return false;
    const others = spans.filter((other) => other !== replaced);
    const same = annotations.findSame(others, span);
    if (same) change({ selection: null, selected: same, spoken: t("span_exists", { text: span.text ?? "" }) });
    else store([...others, span], null, describe(span), replaced === undefined);
    return !same;
  };

  const remove = (drawn: DrawnSpan | undefined) => {
    if (!drawn || drawn.isLocked || readOnly) return;
    const rest = spans.filter((span) => span !== drawn.span);
    store(rest, null, t("span_removed", { text: drawn.span.text ?? "" }));
  };

  const replace = (drawn: DrawnSpan, patch: Partial<MessageSpan>) => {
    if (drawn.isLocked || readOnly) return;
    const changed = annotations.changeSpan(drawn.span, patch);
    const same = annotations.findSame(spans, changed);
    if (same && same !== drawn.span) return change({ selected: same });
    if (same && !drawn.isSuggested) return;
    store(
      spans.map((span) => (span === drawn.span ? changed : span)),
      changed,
      describe(changed),
    );
  };

  /** side: The end that moves by one character. */
  const resize = (side: "from" | "to", step: 1 | -1) => {
    const message = selected && messages[selected.message];
    const text = message && annotations.fieldText(message, selected.field);
    if (!selected || text === undefined) return;
    const place = { ...selected, [side]: stepCharacter(text, selected[side], step) };
    const made = place.from < place.to ? annotations.makeSpan(place, messages, "") : null;
    if (made) replace(selected, { start: made.start, end: made.end, text: made.text ?? "" });
  };

  return {
    mark,
    remove,
    resize,
    accept: () => selected?.isSuggested && replace(selected, {}),
    /** A label was chosen: it becomes active, and what waits for it gets it. */
    choose: (label: string) => {
      const isWaiting = selection && (selection.by !== "keys" || isExtended(selection));
      setActive(label);
      if (isWaiting) mark(selection, label);
      else if (selected) replace(selected, { label });
    },
    /** Something was selected with a pointer. byCharacters: Not grown to whole words. */
    pick: (place: Place, by: "mouse" | "touch", byCharacters: boolean, replaced?: MessageSpan) => {
      const message = messages[place.message];
      const text = message && annotations.fieldText(message, place.field);
      const snapped = text === undefined ? null : snapPlace(place, text, byCharacters);
      if (!snapped || readOnly) return;
      const waits = by === "touch" || active === null || config.ner_manual_require_click === true;
      if (waits)
        change({ selection: makeSelection(snapped, by), selected: null, isByKeys: false, current: snapped.message });
      else mark(snapped, active, replaced);
    },
    confirm: () => selection && active !== null && mark(selection, active),
  };
}

/** Labels of messages, comments, and everything as it was. */
function useOtherEdits(input: EditorInput, state: State, change: (patch: Partial<State>) => void) {
  const { task, original, messageLabels, update, readOnly } = input;
  const { edited } = state;
  const count = annotations.readComments(task.comments).length;

  const tag = useStable((index: number, label: string) => {
    if (readOnly) return;
    update({ message_labels: annotations.toggleMessageLabel(task.message_labels, index, label, messageLabels) });
    change({ current: index });
  });
  const open = useStable((message: number, at: number) => {
    if (!readOnly) change({ edited: { message, at: at < 0 ? count : at }, current: message, selection: null });
  });
  const write = useStable((message: number, at: number, text: string) => {
    if (readOnly) return;
    const isOpen = edited?.at === at;
    const isNew = at >= count;
    // An empty field is no comment yet, and one that is emptied is none when it is left.
    if (isOpen && text === "" && isNew) return;
    const isFirst =
      isNew ||
      annotations.readComments(task.comments)[at]?.text === annotations.readComments(original.comments)[at]?.text;
    update({ comments: annotations.writeComment(task.comments, at, message, text) }, { undoable: !isOpen || isFirst });
    if (isOpen && text === "") change({ edited: { message, at: count - 1 } });
  });
  const close = useStable((message: number) => {
    change({ edited: null, ...(message >= 0 ? { current: message } : {}) });
  });
  const commentActions = useMemo(() => ({ open, write, close }), [open, write, close]);
  return {
    tag,
    commentActions,
    reset: () => {
      const { spans, comments, message_labels } = original;
      update({ spans, comments, message_labels });
      change({ selection: null, selected: null, edited: null });
    },
  };
}

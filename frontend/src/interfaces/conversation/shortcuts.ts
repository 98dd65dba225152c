/** Keys of the view. Those of labels are separate, because actions win over them. */
import type { MessageKey, Translate } from "../../i18n/translate";
import type { Shortcut } from "../../keymap/react";
import type { Openness } from "../shared/messages/MessageView";
import type { Message } from "../shared/messages/readMessages";
import type { DrawnSpan } from "./annotations";
import { enterMessage, stepWord } from "./selection";
import type { Editor } from "./useEditor";

export interface ShortcutInput {
  editor: Editor;
  messages: readonly Message[];
  spans: readonly DrawnSpan[];
  /** A message has the focus of the page. */
  isFocused(): boolean;
  /** Bring a message into sight, and keys to it. */
  goTo(index: number): void;
  opennessOf(index: number): Openness;
  setOpenness(index: number, openness: Openness): void;
  toggleAll(): void;
  /** Move the selection by a line of the page. RETURNS: false where there is none. */
  stepLine(step: 1 | -1, isExtending: boolean): boolean;
  canFilter: boolean;
  openFilter(): void;
  t: Translate;
}

export function conversationShortcuts(input: ShortcutInput): Shortcut[] {
  const { readOnly } = input.editor;
  return [...messageKeys(input), ...opennessKeys(input), ...(readOnly ? [] : [...textKeys(input), ...editKeys(input)])];
}

function messageKeys({ editor, messages, isFocused, goTo, t }: ShortcutInput): Shortcut[] {
  const { current, selection } = editor;
  const step = (by: 1 | -1) => () => {
    // The first key leads to the message that is marked already, if nothing has had the focus yet.
    const next = isFocused() || by < 0 ? current + by : current === 0 ? current : current + by;
    goTo(Math.max(0, Math.min(messages.length - 1, next)));
  };
  const isReading = () => isFocused() && selection === null;
  const define = (action: MessageKey, keys: string[], by: 1 | -1, when?: () => boolean): Shortcut => ({
    action,
    keys,
    label: t(action),
    run: step(by),
    allowRepeat: true,
    ...(when ? { when } : {}),
  });
  return [
    define("next_message", ["j"], 1),
    define("previous_message", ["k"], -1),
    { ...define("next_message", ["down"], 1, isReading), action: "message_down" },
    { ...define("previous_message", ["up"], -1, isReading), action: "message_up" },
  ];
}

function opennessKeys(input: ShortcutInput): Shortcut[] {
  const { editor, isFocused, opennessOf, setOpenness, toggleAll, t } = input;
  const { current, selection } = editor;
  const toggle = () => setOpenness(current, opennessOf(current) === "closed" ? "folded" : "closed");
  const showAll = () => setOpenness(current, opennessOf(current) === "open" ? "folded" : "open");
  return [
    { action: "toggle_message", keys: ["o"], label: t("toggle_message"), run: toggle },
    { action: "show_all_of_message", keys: ["e"], label: t("show_all_of_message"), run: showAll },
    { action: "toggle_messages", keys: ["shift+o"], label: t("toggle_messages"), run: toggleAll },
    {
      action: "press_message",
      keys: ["enter"],
      label: t("show_all_of_message"),
      when: () => isFocused() && selection === null && !editor.selected?.isSuggested,
      run: showAll,
    },
  ];
}

/** Into the text of a message, and on in it. */
function textKeys({ editor, messages, isFocused, stepLine, setOpenness, opennessOf, t }: ShortcutInput): Shortcut[] {
  const { selection, current } = editor;
  const move = (step: 1 | -1, isExtending: boolean) => () => {
    const message = messages[selection?.message ?? current];
    if (!message) return;
    if (opennessOf(message.index) === "closed") setOpenness(message.index, "folded");
    editor.select(selection ? stepWord(selection, message, step, isExtending) : enterMessage(message));
  };
  const line = (step: 1 | -1, isExtending: boolean) => () => void stepLine(step, isExtending);
  const isInText = () => isFocused() && selection !== null;
  const defaults = { allowRepeat: true, label: t("message_text_keys") };
  return [
    { ...defaults, action: "next_word", keys: ["right"], when: isFocused, run: move(1, false) },
    { ...defaults, action: "previous_word", keys: ["left"], when: isInText, run: move(-1, false) },
    { ...defaults, action: "extend_right", keys: ["shift+right"], when: isInText, run: move(1, true) },
    { ...defaults, action: "extend_left", keys: ["shift+left"], when: isInText, run: move(-1, true) },
    { ...defaults, action: "line_down", keys: ["down"], when: isInText, run: line(1, false) },
    { ...defaults, action: "line_up", keys: ["up"], when: isInText, run: line(-1, false) },
    { ...defaults, action: "extend_down", keys: ["shift+down"], when: isInText, run: line(1, true) },
    { ...defaults, action: "extend_up", keys: ["shift+up"], when: isInText, run: line(-1, true) },
  ];
}

const EDGES = [
  { action: "grow_end", keys: ["alt+right"], side: "to", step: 1 },
  { action: "shrink_end", keys: ["alt+left"], side: "to", step: -1 },
  { action: "grow_start", keys: ["alt+shift+left"], side: "from", step: -1 },
  { action: "shrink_start", keys: ["alt+shift+right"], side: "from", step: 1 },
] as const;

function editKeys(input: ShortcutInput): Shortcut[] {
  const { editor, spans, canFilter, openFilter, t } = input;
  const { selected, selection, current } = editor;
  const jump = (step: 1 | -1) => {
    const at = selected ? spans.indexOf(selected) : -1;
    const ahead = step > 0 ? spans.findIndex(({ message }) => message >= current) : spans.length - 1;
    const next = selected ? (at + step + spans.length) % spans.length : Math.max(0, ahead);
    editor.selectSpan(spans[next], true);
  };
  return [
    {
      action: "confirm_span",
      keys: ["enter"],
      label: t("confirm"),
      when: () => selection !== null || Boolean(selected?.isSuggested),
      run: () => void (selection ? editor.confirm() : editor.accept()),
    },
    {
      action: "exit",
      keys: ["escape"],
      label: t("cancel"),
      when: () => selection !== null || selected !== undefined,
      run: editor.clear,
    },
    {
      // Before the global undo, which has the same keys, and only while a span is selected.
      action: "delete_span",
      keys: ["del", "backspace"],
      label: t("delete"),
      when: () => selected !== undefined,
      run: () => editor.remove(selected),
    },
    ...([1, -1] as const).map((step) => ({
      action: step > 0 ? "next_span" : "previous_span",
      keys: [step > 0 ? "]" : "["],
      label: t(step > 0 ? "next_span" : "previous_span"),
      when: () => spans.length > 0,
      run: () => jump(step),
    })),
    ...EDGES.map(({ action, keys, side, step }) => ({
      action,
      keys,
      label: t(action),
      when: () => selected !== undefined,
      run: () => editor.resize(side, step),
      allowRepeat: true,
    })),
    {
      action: "comment",
      keys: ["c"],
      label: t("message_comment_add"),
      run: () => editor.commentActions.open(current, -1),
    },
    { action: "reset", keys: ["q"], label: t("reset"), when: () => editor.isChanged, run: editor.reset },
    { action: "find_label", keys: ["/"], label: t("find_label"), when: () => canFilter, run: openFilter },
  ];
}

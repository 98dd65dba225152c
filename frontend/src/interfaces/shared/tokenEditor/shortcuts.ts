/** Keys of the view. Number keys of labels are separate, because actions win over them. */
import type { Shortcut } from "../../../keymap/react";
import type { Translate } from "../../../i18n/translate";
import type { DrawnSpan } from "../tokens/drawnSpan";
import type { TokenCursor } from "./useTokenKeys";
import type { SpanEditor } from "./useSpanEditor";

export interface ShortcutInput {
  editor: SpanEditor;
  cursor: TokenCursor;
  spans: readonly DrawnSpan[];
  /** The span that has the focus or is selected. */
  focused: DrawnSpan | undefined;
  canFilter: boolean;
  openFilter(): void;
  t: Translate;
}

export function tokenShortcuts(input: ShortcutInput): Shortcut[] {
  const { editor, cursor, spans, focused, canFilter, openFilter, t } = input;
  const range = cursor.selection ?? { from: cursor.position, to: cursor.position };

  const jump = (direction: 1 | -1) => {
    const from = editor.selected?.from ?? cursor.position;
    const ordered = direction > 0 ? spans : [...spans].reverse();
    const isBeyond = (span: DrawnSpan) => (direction > 0 ? span.from > from : span.to < from);
    // Before the first jump the cursor stands on the first token, which may itself belong to a span.
    const here = !cursor.isActive && !editor.selected ? editor.at(from) : undefined;
    const next = (direction > 0 && here) || ordered.find(isBeyond) || ordered[0];
    if (!next) return;
    editor.clear();
    cursor.moveTo(next.from);
  };

  const resize = (side: "from" | "to", step: 1 | -1) => () => {
    if (focused) editor.resize(focused, side, step);
  };
  const whenFocused = () => focused !== undefined;

  return [
    { action: "reset", keys: ["q"], label: t("reset"), when: () => editor.isChanged, run: () => editor.reset() },
    {
      action: "exit",
      keys: ["escape"],
      label: t("cancel"),
      when: () => Boolean(editor.pending || editor.selected || cursor.selection),
      run: () => {
        editor.clear();
        cursor.collapse();
      },
    },
    {
      action: "confirm_span",
      keys: ["enter"],
      label: t("confirm"),
      when: () => editor.pending !== null || cursor.isActive || Boolean(editor.selected?.isSuggested),
      run: () => {
        if (editor.pending) editor.confirm();
        else if (editor.selected) editor.applyTo(editor.selected, false);
        else editor.applyTo(range, cursor.selection !== null);
        cursor.collapse();
      },
    },
    {
      action: "repeat_span",
      keys: ["shift+enter"],
      label: t("repeat_span"),
      when: () => (focused ?? editor.made) !== undefined,
      run: () => {
        const span = focused ?? editor.made;
        if (span) editor.repeat(span);
      },
    },
    {
      // Before the global undo, which has the same keys, and only while a span has the focus.
      action: "delete_span",
      keys: ["del", "backspace"],
      label: t("delete"),
      when: whenFocused,
      run: () => void editor.remove(focused),
    },
    { action: "next_span", keys: ["]"], label: t("next_span"), when: () => spans.length > 0, run: () => jump(1) },
    {
      action: "previous_span",
      keys: ["["],
      label: t("previous_span"),
      when: () => spans.length > 0,
      run: () => jump(-1),
    },
    {
      action: "grow_end",
      keys: ["alt+right"],
      label: t("grow_end"),
      when: whenFocused,
      run: resize("to", 1),
      allowRepeat: true,
    },
    {
      action: "shrink_end",
      keys: ["alt+left"],
      label: t("shrink_end"),
      when: whenFocused,
      run: resize("to", -1),
      allowRepeat: true,
    },
    {
      action: "grow_start",
      keys: ["alt+shift+left"],
      label: t("grow_start"),
      when: whenFocused,
      run: resize("from", -1),
      allowRepeat: true,
    },
    {
      action: "shrink_start",
      keys: ["alt+shift+right"],
      label: t("shrink_start"),
      when: whenFocused,
      run: resize("from", 1),
      allowRepeat: true,
    },
    { action: "find_label", keys: ["/"], label: t("find_label"), when: () => canFilter, run: openFilter },
  ];
}

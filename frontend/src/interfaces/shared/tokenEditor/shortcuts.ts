/** Keys of the view. Number keys of labels are separate, because actions win over them. */
import type { Shortcut } from "../../../keymap/react";
import type { Translate } from "../../../i18n/translate";
import type { DrawnSpan } from "../tokens/drawnSpan";
import type { TokenCursor } from "./useTokenKeys";
import { jumpTarget } from "./jumpTarget";
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
  return [...selectionKeys(input), ...spanKeys(input), ...jumpKeys(input), ...edgeKeys(input), filterKey(input)];
}

/** What is selected, or about to become a span. */
function selectionKeys({ editor, cursor, t }: ShortcutInput): Shortcut[] {
  const range = cursor.selection ?? { from: cursor.position, to: cursor.position };
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
  ];
}

/** What is done with a whole span. */
function spanKeys({ editor, focused, t }: ShortcutInput): Shortcut[] {
  const repeated = focused ?? editor.made;
  return [
    {
      action: "repeat_span",
      keys: ["shift+enter"],
      label: t("repeat_span"),
      when: () => repeated !== undefined,
      run: () => repeated && editor.repeat(repeated),
    },
    {
      // Before the global undo, which has the same keys, and only while a span has the focus.
      action: "delete_span",
      keys: ["del", "backspace"],
      label: t("delete"),
      when: () => focused !== undefined,
      run: () => void editor.remove(focused),
    },
  ];
}

const JUMPS = [
  { action: "next_span", keys: ["]"], direction: 1 },
  { action: "previous_span", keys: ["["], direction: -1 },
] as const;

function jumpKeys({ editor, cursor, spans, t }: ShortcutInput): Shortcut[] {
  const jump = (direction: 1 | -1) => {
    // Before the first jump the cursor stands on the first token, which may itself belong to a span.
    const here = cursor.isActive || editor.selected ? undefined : editor.at(cursor.position);
    const target = jumpTarget(spans, editor.selected?.from ?? cursor.position, direction, here);
    if (!target) return;
    editor.clear();
    cursor.moveTo(target.from);
  };
  return JUMPS.map(({ action, keys, direction }) => ({
    action,
    keys,
    label: t(action),
    when: () => spans.length > 0,
    run: () => jump(direction),
  }));
}

const EDGES = [
  { action: "grow_end", keys: ["alt+right"], side: "to", step: 1 },
  { action: "shrink_end", keys: ["alt+left"], side: "to", step: -1 },
  { action: "grow_start", keys: ["alt+shift+left"], side: "from", step: -1 },
  { action: "shrink_start", keys: ["alt+shift+right"], side: "from", step: 1 },
] as const;

function edgeKeys({ editor, focused, t }: ShortcutInput): Shortcut[] {
  return EDGES.map(({ action, keys, side, step }) => ({
    action,
    keys,
    label: t(action),
    when: () => focused !== undefined,
    run: () => focused && editor.resize(focused, side, step),
    allowRepeat: true,
  }));
}

function filterKey({ canFilter, openFilter, t }: ShortcutInput): Shortcut {
  return { action: "find_label", keys: ["/"], label: t("find_label"), when: () => canFilter, run: openFilter };
}

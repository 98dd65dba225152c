/** Keys of the view. Number keys of labels are separate, because actions win over them. */
import type { Shortcut } from "../../keymap/react";
import type { Translate } from "../../i18n/translate";
import type { ArcLayout } from "./useArcLayout";
import type { RelationEditor } from "./useRelationEditor";
import type { UnitCursor } from "./useUnitKeys";

interface ShortcutInput {
  editor: RelationEditor;
  cursor: UnitCursor;
  canMarkSpans: boolean;
  layout: Pick<ArcLayout, "isWrapped" | "setWrapped">;
  canFilter: boolean;
  openFilter(): void;
  t: Translate;
}

export function relationShortcuts(input: ShortcutInput): Shortcut[] {
  const { editor, cursor, canMarkSpans, layout, t } = input;
  const hasSelected = () => editor.selectedArc >= 0 || editor.selectedUnit >= 0;
  const shortcuts: Shortcut[] = [
    {
      action: "exit",
      keys: ["escape"],
      label: t("cancel"),
      when: () => editor.isBusy || cursor.selection !== null,
      run: () => {
        editor.clear();
        cursor.collapse();
      },
    },
    { action: "delete", keys: ["d"], label: t("delete"), when: hasSelected, run: editor.deleteSelected },
    // Before the global undo, which has the same keys, and only while something is selected.
    {
      action: "delete_selected",
      keys: ["del", "backspace"],
      label: t("delete"),
      when: hasSelected,
      run: editor.deleteSelected,
    },
    { action: "reset", keys: ["q"], label: t("reset"), when: () => editor.isChanged, run: editor.reset },
    { action: "wrap", keys: ["w"], label: t("wrap_lines"), run: () => layout.setWrapped(!layout.isWrapped) },
    {
      action: "zoom",
      keys: ["z"],
      label: t("zoom"),
      run: () => document.querySelector<HTMLElement>(".prodigy-relation-zoom")?.focus(),
    },
    { action: "find_label", keys: ["/"], label: t("find_label"), when: () => input.canFilter, run: input.openFilter },
  ];
  if (!canMarkSpans) return shortcuts;
  return [
    { action: "rels", keys: ["r"], label: t("rels"), run: () => editor.setMode("relations") },
    { action: "spans", keys: ["s"], label: t("spans"), run: () => editor.setMode("spans") },
    ...shortcuts,
  ];
}

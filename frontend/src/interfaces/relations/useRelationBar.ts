/** The label bar of the mode that is on, and what choosing a label in it does. */
import { useMemo, useState } from "react";
import { useStable } from "../../hooks/useStable";
import type { ViewProps } from "../types";
import { useShortcuts } from "../../keymap/react";
import { itemKeys } from "../shared/itemKeys";
import { canFilterLabels, labelShortcuts } from "../shared/labelBarParts";
import { barColors } from "../shared/labels";
import type { RelationEditor } from "./useRelationEditor";
import type { RelationLabels } from "./useRelationLabels";
import type { UnitCursor } from "./useUnitKeys";

export type RelationBarState = ReturnType<typeof useRelationBar>;

export function useRelationBar(props: ViewProps, all: RelationLabels, editor: RelationEditor, cursor: UnitCursor) {
  const { config, theme, usesNumberKeys, readOnly } = props;
  const { mode } = editor;
  const labels = all.offered[mode];
  const colors = useMemo(() => barColors(labels, theme, mode), [labels, theme, mode]);
  const keys = useMemo(() => itemKeys(labels, config, usesNumberKeys), [labels, config, usesNumberKeys]);
  const [isFiltering, setFiltering] = useState(false);

  const choose = (label: string) => {
    all.setActive[mode](label);
    if (editor.relabel(label) || mode !== "spans" || !cursor.selection) return;
    editor.mark(cursor.selection, label);
    cursor.collapse();
  };
  useShortcuts(readOnly ? [] : labelShortcuts(labels, keys, choose), "labels");

  return {
    labels,
    active: all.active[mode],
    colors,
    keys,
    isFiltering,
    setFiltering,
    canFilter: canFilterLabels(labels, config, readOnly),
    choose: useStable(choose),
  };
}

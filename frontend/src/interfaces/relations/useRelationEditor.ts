/**
 * The state of the editor. What the user can do with it, and what that leads to, is in actions.ts.
 *
 * Annotations live in the task alone. Local state is what must vanish with the card.
 */
import { useMemo, useState } from "react";
import type { Span } from "../../model/parts";
import type { ViewProps } from "../types";
import type { TokenRange } from "../../text/alignSpans";
import { labelColor } from "../../theme";
import type { Graph } from "../shared/arcs/graph";
import type { Arc, Unit } from "../shared/arcs/units";
import * as actions from "./actions";
import { isEdited, type Mode } from "./model";

export interface EditorInput extends ViewProps {
  graph: Graph;
  /** Labels of relations in the order that gives them their colour. */
  order: readonly string[];
  canMarkSpans: boolean;
  /** The active label of either mode. */
  active: Record<Mode, string | null>;
  allowNewlines: boolean;
}

export type RelationEditor = ReturnType<typeof useRelationEditor>;

export function useRelationEditor(props: EditorInput) {
  const { task, original, graph, order, theme, active, allowNewlines, readOnly, update, t } = props;
  const [chosenMode, setChosenMode] = useState<Mode>("relations");
  const [selection, setSelection] = useState(actions.NOTHING);
  const [message, setMessage] = useState("");
  const isChanged = useMemo(() => isEdited(task, original), [task, original]);
  const mode: Mode = props.canMarkSpans ? chosenMode : "relations";
  const { head, arc: selectedArc, unit: selectedUnit } = actions.locate(selection, graph);
  const { anchor } = selection;

  const colorOf = (label: string) => labelColor(label, order, theme, "relations");
  const scene: actions.Scene = { graph, selection, active, allowNewlines, colorOf, t };
  const clear = () => setSelection(actions.NOTHING);

  /** RETURNS: Whether the task changes. */
  const run = (outcome: actions.Outcome | null): boolean => {
    if (!outcome || readOnly) return false;
    if (outcome.selection) setSelection((before) => ({ ...before, ...outcome.selection }));
    if (outcome.patch) update({ ...outcome.patch });
    if (outcome.message !== undefined) setMessage(outcome.message);
    if (outcome.span) announce(outcome.span, task);
    return Boolean(outcome.patch);
  };

  return {
    mode,
    head,
    anchor,
    selectedArc,
    selectedUnit,
    message,
    isChanged,
    /** Something is in the making or selected, so that escape has something to do. */
    isBusy: head >= 0 || anchor !== null || selectedArc >= 0 || selectedUnit >= 0,
    clear,
    setMode(next: Mode) {
      clear();
      setChosenMode(next);
    },
    pick: (index: number, withShift: boolean) => run(actions.pick(scene, index, withShift)),
    pressArc: (index: number) => run(actions.pressArc(scene, index)),
    pressToken: (position: number, withShift: boolean) => run(actions.pressToken(scene, position, withShift)),
    apply: (unit: Unit, range: TokenRange | null) => run(actions.apply(scene, unit, range)),
    mark: (range: TokenRange, label?: string) => run(actions.mark(scene, range, label)),
    relabel: (label: string) => run(actions.relabelSelected(scene, label)),
    relabelArc: (arc: Arc, label: string) => run(actions.relabelArc(scene, arc, label)),
    deleteArc: (arc: Arc | undefined) => run(actions.deleteArc(scene, arc)),
    deleteSelected: () => run(actions.deleteSelected(scene)),
    reset() {
      clear();
      if (isChanged) update({ spans: original.spans, relations: original.relations });
    },
  };
}

function announce(span: Span, task: EditorInput["task"]): void {
  document.dispatchEvent(new CustomEvent("prodigyspanselected", { detail: { span, task } }));
}

/**
 * The state of the editor and what the user can do, without knowing how: by pointer, finger, key or table.
 *
 * Annotations live in the task alone. Local state is what must vanish with the card.
 */
import { useMemo, useState } from "react";
import type { Span } from "../../model/parts";
import type { ViewProps } from "../types";
import type { TokenRange } from "../../text/alignSpans";
import { trimRange } from "../../text/selection";
import { labelColor } from "../../theme";
import type { Arc, Relation, Unit } from "../shared/arcs/units";
import {
  addRelation,
  addSpan,
  relabelRelation,
  relabelSpan,
  removeRelation,
  removeSpan,
  type GraphPatch,
} from "./edits";
import { unitText } from "../shared/arcs/arcModel";
import type { Graph } from "../shared/arcs/graph";
import { isEdited, spanLabel, type Mode } from "./model";

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
  const { task, original, graph, order, theme, active, readOnly, update, t } = props;
  const [chosenMode, setChosenMode] = useState<Mode>("relations");
  const [pending, setPending] = useState<TokenRange | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const [selectedRelation, setSelectedRelation] = useState<Relation | null>(null);
  const [selectedSpan, setSelectedSpan] = useState<Span | null>(null);
  const [message, setMessage] = useState("");

  const mode: Mode = props.canMarkSpans ? chosenMode : "relations";
  const { list } = graph.units;
  // What something else removed or changed is not selected any more, and no head either.
  const head = pending ? list.findIndex(({ from, to }) => from === pending.from && to === pending.to) : -1;
  const selectedArc = selectedRelation ? graph.arcs.findIndex(({ relation }) => relation === selectedRelation) : -1;
  const selectedUnit = selectedSpan ? list.findIndex(({ span }) => span === selectedSpan) : -1;
  const isChanged = useMemo(() => isEdited(task, original), [task, original]);

  const clear = () => {
    setPending(null);
    setAnchor(null);
    setSelectedRelation(null);
    setSelectedSpan(null);
  };

  const commit = (patch: GraphPatch | null): boolean => {
    if (!patch || readOnly) return false;
    update({ ...patch });
    return true;
  };

  const describe = ({ head: from, child, relation }: Arc): string =>
    t("relation_text", {
      head: unitText(graph, list[from]),
      label: relation.label,
      child: unitText(graph, list[child]),
    });

  const colorOf = (label: string) => labelColor(label, order, theme, "relations");

  const emit = (span: Span) => {
    document.dispatchEvent(new CustomEvent("prodigyspanselected", { detail: { span, task } }));
  };

  const relate = (from: number, to: number) => {
    const label = active.relations;
    if (label === null) return setMessage(t("labels"));
    setPending(null);
    const patch = addRelation(graph, from, to, label, colorOf(label));
    const text = t("relation_text", { head: unitText(graph, list[from]), label, child: unitText(graph, list[to]) });
    if (commit(patch)) setMessage(t("relation_added", { text }));
    else setMessage(t("relation_exists", { text }));
  };

  const selectArc = (arc: Arc | undefined) => {
    clear();
    setSelectedRelation(arc?.relation ?? null);
    if (arc) setMessage(describe(arc));
  };

  const deleteArc = (arc: Arc | undefined) => {
    if (!arc) return;
    const text = describe(arc);
    if (!commit(removeRelation(graph, arc.relation))) return;
    setSelectedRelation(null);
    setMessage(t("span_removed", { text }));
  };

  const relabelArc = (arc: Arc, label: string): boolean => {
    const patch = relabelRelation(graph, arc.relation, label, colorOf(label));
    if (!commit(patch)) return false;
    const index = (graph.relations ?? []).indexOf(arc.relation);
    if (arc.relation === selectedRelation) setSelectedRelation(patch?.relations?.[index] ?? null);
    setMessage(describe({ ...arc, relation: { ...arc.relation, label } }));
    return true;
  };

  const selectSpan = (span: Span) => {
    clear();
    setSelectedSpan(span);
    setMessage(
      `${spanLabel(span)}: ${unitText(
        graph,
        list.find((unit) => unit.span === span),
      )}`,
    );
    emit(span);
  };

  const deleteSpan = (span: Span | null | undefined): boolean => {
    if (!span) return false;
    const text = `${spanLabel(span)}: ${unitText(
      graph,
      list.find((unit) => unit.span === span),
    )}`;
    const isGone = commit(removeSpan(graph, span));
    if (isGone) {
      setSelectedSpan(null);
      setMessage(t("span_removed", { text }));
    }
    return isGone;
  };

  const renameSpan = (span: Span, label: string): boolean => {
    const patch = relabelSpan(graph, span, label);
    if (!commit(patch)) return false;
    const index = (graph.spans ?? []).indexOf(span);
    if (span === selectedSpan) setSelectedSpan(patch?.spans?.[index] ?? null);
    return true;
  };

  /** Make the touched tokens a span. Units are taken whole. */
  const mark = (touched: TokenRange, label: string | null = active.spans) => {
    clear();
    const trimmed = trimRange(touched, graph.tokens, { allowNewlines: props.allowNewlines });
    if (!trimmed) return;
    if (label === null) return setMessage(t("labels"));
    const patch = addSpan(graph, trimmed, label);
    if (!commit(patch)) return;
    const made = patch?.spans?.find((span) => !graph.spans?.includes(span));
    if (!made) return;
    setMessage(`${label}: ${made.text ?? ""}`);
    emit(made);
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
    selectArc,
    deleteArc,
    relabelArc,
    deleteSpan,
    mark,
    describe,

    setMode(next: Mode) {
      clear();
      setChosenMode(next);
    },

    /** Relation mode: a unit was clicked, or chosen with enter. */
    pick(index: number, withShift: boolean) {
      const unit = list[index];
      if (!unit || unit.isInert || readOnly) return;
      setSelectedRelation(null);
      if (head < 0) {
        setPending({ from: unit.from, to: unit.to });
        setMessage(`${unitText(graph, unit)}. ${t("pick_child")}`);
      } else if (head !== index || withShift) relate(head, index);
      else setPending(null);
    },

    /** A click on an arc or its label: the second one deletes. */
    pressArc(index: number) {
      if (readOnly) return;
      const arc = graph.arcs[index];
      if (selectedArc === index) deleteArc(arc);
      else selectArc(arc);
    },

    /** Span mode: a token was clicked. With shift the first click only says where the span begins. */
    pressToken(position: number, withShift: boolean) {
      const unit = list[graph.units.ofToken[position] ?? -1];
      if (!unit || readOnly) return;
      if (anchor !== null) return mark({ from: Math.min(anchor, unit.from), to: Math.max(anchor, unit.to) });
      if (unit.span && !withShift) return unit.span === selectedSpan ? clear() : selectSpan(unit.span);
      if (withShift) {
        clear();
        if (!unit.isInert) setAnchor(position);
      } else mark(unit);
    },

    /** A label was chosen: it goes to what is selected. */
    relabel(label: string): boolean {
      const arc = graph.arcs[selectedArc];
      if (arc) return relabelArc(arc, label);
      const span = list[selectedUnit]?.span;
      return span ? renameSpan(span, label) : false;
    },

    deleteSelected() {
      if (selectedArc >= 0) deleteArc(graph.arcs[selectedArc]);
      else deleteSpan(list[selectedUnit]?.span);
    },

    /** Enter on units in span mode. */
    apply(unit: Unit, range: TokenRange | null) {
      if (range) mark(range);
      else if (unit.span) selectSpan(unit.span);
      else mark(unit);
    },

    reset() {
      clear();
      if (isEdited(task, original)) update({ spans: original.spans, relations: original.relations });
    },
  };
}

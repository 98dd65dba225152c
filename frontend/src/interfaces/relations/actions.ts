/**
 * What the user can do with relations and spans, as plain values: from the graph and what is selected to what changes.
 *
 * Nothing here knows whether a pointer, a finger, a key or the table asked for it.
 */
import type { Span } from "../../model/parts";
import type { Translate } from "../../i18n/translate";
import type { TokenRange } from "../../text/alignSpans";
import { trimRange } from "../../text/selection";
import { unitText } from "../shared/arcs/arcModel";
import type { Graph } from "../shared/arcs/graph";
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
import { spanLabel, type Mode } from "./model";

/** What must vanish with the card. */
export interface Selection {
  /** The head that waits for its child. */
  pending: TokenRange | null;
  /** The token at which a span begins whose end is not known yet. */
  anchor: number | null;
  relation: Relation | null;
  span: Span | null;
}

export const NOTHING: Selection = { pending: null, anchor: null, relation: null, span: null };

/** Everything that an action depends on. */
export interface Scene {
  graph: Graph;
  selection: Selection;
  /** The active label of either mode. */
  active: Record<Mode, string | null>;
  allowNewlines: boolean;
  colorOf(label: string): string;
  t: Translate;
}

/** What an action leads to; null instead of it: nothing at all. */
export interface Outcome {
  patch?: GraphPatch | null;
  /** What is selected from now on, where that changes. */
  selection?: Partial<Selection>;
  /** What to say to screen readers. */
  message?: string;
  /** A span to announce to custom code. */
  span?: Span;
}

type Action = Outcome | null;

/**
 * Where the selected things are: positions in the lists of units and arcs, -1 for none. What something else removed or
 * changed is not selected any more, and no head either.
 */
export function locate({ pending, relation, span }: Selection, { units, arcs }: Graph) {
  return {
    head: pending ? units.list.findIndex(({ from, to }) => from === pending.from && to === pending.to) : -1,
    arc: relation ? arcs.findIndex((one) => one.relation === relation) : -1,
    unit: span ? units.list.findIndex((one) => one.span === span) : -1,
  };
}

function describeRelation({ graph, t }: Scene, head: number, label: string, child: number): string {
  const { list } = graph.units;
  return t("relation_text", { head: unitText(graph, list[head]), label, child: unitText(graph, list[child]) });
}

export function describeArc(scene: Scene, { head, child, relation }: Arc): string {
  return describeRelation(scene, head, relation.label, child);
}

export function describeSpan({ graph }: Scene, span: Span): string {
  const unit = graph.units.list.find((one) => one.span === span);
  return `${spanLabel(span)}: ${unitText(graph, unit)}`;
}

export function relate(scene: Scene, head: number, child: number): Outcome {
  const { graph, active, t } = scene;
  const label = active.relations;
  if (label === null) return { message: t("labels") };
  const patch = addRelation(graph, head, child, label, scene.colorOf(label));
  const text = describeRelation(scene, head, label, child);
  return { patch, selection: { pending: null }, message: t(patch ? "relation_added" : "relation_exists", { text }) };
}

/** Relation mode: a unit was clicked, or chosen with enter. */
export function pick(scene: Scene, index: number, withShift: boolean): Action {
  const { graph, selection, t } = scene;
  const unit = graph.units.list[index];
  if (!unit || unit.isInert) return null;
  const { head } = locate(selection, graph);
  const rest: Partial<Selection> = { relation: null };
  if (head < 0) {
    const pending = { from: unit.from, to: unit.to };
    return { selection: { ...rest, pending }, message: `${unitText(graph, unit)}. ${t("pick_child")}` };
  }
  if (head === index && !withShift) return { selection: { ...rest, pending: null } };
  const outcome = relate(scene, head, index);
  return { ...outcome, selection: { ...rest, ...outcome.selection } };
}

export function deleteArc(scene: Scene, arc: Arc | undefined): Action {
  const patch = arc && removeRelation(scene.graph, arc.relation);
  if (!patch) return null;
  const message = scene.t("span_removed", { text: describeArc(scene, arc) });
  return { patch, selection: { relation: null }, message };
}

export function relabelArc(scene: Scene, arc: Arc, label: string): Action {
  const { graph, selection } = scene;
  const patch = relabelRelation(graph, arc.relation, label, scene.colorOf(label));
  if (!patch) return null;
  const changed = patch.relations?.[(graph.relations ?? []).indexOf(arc.relation)] ?? null;
  return {
    patch,
    ...(arc.relation === selection.relation ? { selection: { relation: changed } } : {}),
    message: describeRelation(scene, arc.head, label, arc.child),
  };
}

/** A click on an arc or its label: the second one deletes. */
export function pressArc(scene: Scene, index: number): Outcome | null {
  const arc = scene.graph.arcs[index];
  if (!arc) return { selection: NOTHING };
  if (locate(scene.selection, scene.graph).arc === index) return deleteArc(scene, arc);
  return { selection: { ...NOTHING, relation: arc.relation }, message: describeArc(scene, arc) };
}

export function selectSpan(scene: Scene, span: Span): Outcome {
  return { selection: { ...NOTHING, span }, message: describeSpan(scene, span), span };
}

function deleteSpan(scene: Scene, span: Span | null | undefined): Action {
  const patch = span && removeSpan(scene.graph, span);
  if (!patch) return null;
  return { patch, selection: { span: null }, message: scene.t("span_removed", { text: describeSpan(scene, span) }) };
}

function renameSpan({ graph, selection }: Scene, span: Span, label: string): Action {
  const patch = relabelSpan(graph, span, label);
  if (!patch) return null;
  const changed = patch.spans?.[(graph.spans ?? []).indexOf(span)] ?? null;
  return { patch, ...(span === selection.span ? { selection: { span: changed } } : {}) };
}

/** Make the touched tokens a span. Units are taken whole. */
export function mark(scene: Scene, touched: TokenRange, label: string | null = scene.active.spans): Outcome {
  const { graph, allowNewlines, t } = scene;
  const selection = NOTHING;
  const range = trimRange(touched, graph.tokens, { allowNewlines });
  if (!range) return { selection };
  if (label === null) return { selection, message: t("labels") };
  const patch = addSpan(graph, range, label);
  const made = patch?.spans?.find((span) => !graph.spans?.includes(span));
  return { patch, selection, ...(made ? { message: `${label}: ${made.text ?? ""}`, span: made } : {}) };
}

/** Span mode: a token was clicked. With shift the first click only says where the span begins. */
export function pressToken(scene: Scene, position: number, withShift: boolean): Action {
  const { graph, selection } = scene;
  const unit = graph.units.list[graph.units.ofToken[position] ?? -1];
  if (!unit) return null;
  const { anchor } = selection;
  if (anchor !== null) return mark(scene, { from: Math.min(anchor, unit.from), to: Math.max(anchor, unit.to) });
  if (withShift) return { selection: { ...NOTHING, anchor: unit.isInert ? null : position } };
  if (!unit.span) return mark(scene, unit);
  return unit.span === selection.span ? { selection: NOTHING } : selectSpan(scene, unit.span);
}

/** Enter on units in span mode. */
export function apply(scene: Scene, unit: Unit, range: TokenRange | null): Outcome {
  if (!range && unit.span) return selectSpan(scene, unit.span);
  return mark(scene, range ?? unit);
}

/** A label was chosen: it goes to what is selected. */
export function relabelSelected(scene: Scene, label: string): Action {
  const { arcs, units } = scene.graph;
  const at = locate(scene.selection, scene.graph);
  const arc = arcs[at.arc];
  if (arc) return relabelArc(scene, arc, label);
  const span = units.list[at.unit]?.span;
  return span ? renameSpan(scene, span, label) : null;
}

export function deleteSelected(scene: Scene): Action {
  const { arcs, units } = scene.graph;
  const at = locate(scene.selection, scene.graph);
  return at.arc >= 0 ? deleteArc(scene, arcs[at.arc]) : deleteSpan(scene, units.list[at.unit]?.span);
}

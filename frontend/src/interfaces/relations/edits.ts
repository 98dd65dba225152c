/**
 * Edits of relations and their spans. Every function takes the task's lists and returns a patch with only what changes,
 * or null if nothing does. Nothing is changed in place; untouched objects keep their identity and all their keys.
 */
import type { Span, Token } from "../../model/parts";
import type { Task } from "../../model/task";
import { rangesOverlap, type TokenRange } from "../../text/alignSpans";
import { makeCodePointText } from "../../text/codePoints";
import { isLocked, sortSpans } from "../../text/editSpans";
import { tokenId } from "../../text/tokens";
import { readGraph, type Graph } from "../shared/arcs/graph";
import { unitRef, type Relation, type Unit } from "../shared/arcs/units";

export interface GraphPatch {
  spans?: Span[];
  relations?: Relation[];
}

/** A relation in the form of the export. A base keeps its other keys. */
function writeRelation(
  tokens: readonly Token[],
  head: Unit,
  child: Unit,
  label: string,
  color: string | undefined,
  base?: Relation,
): Relation {
  const headRef = unitRef(head, tokens);
  const childRef = unitRef(child, tokens);
  return {
    ...base,
    head: headRef.token_end,
    child: childRef.token_end,
    head_span: headRef,
    child_span: childRef,
    ...(color === undefined ? {} : { color }),
    label,
  };
}

function hasRelation(graph: Graph, head: number, child: number, label: string, except?: Relation): boolean {
  return graph.arcs.some(
    (arc) => arc.head === head && arc.child === child && arc.relation.label === label && arc.relation !== except,
  );
}

/**
 * Add a relation between two units.
 *
 * RETURNS: null if it is there already, or if one of the units can't be chosen.
 */
export function addRelation(
  graph: Graph,
  head: number,
  child: number,
  label: string,
  color: string,
): GraphPatch | null {
  const [from, to] = [graph.units.list[head], graph.units.list[child]];
  if (!from || !to || from.isInert || to.isInert || hasRelation(graph, head, child, label)) return null;
  return { relations: [...(graph.relations ?? []), writeRelation(graph.tokens, from, to, label, color)] };
}

export function removeRelation(graph: Graph, relation: Relation): GraphPatch | null {
  if (!graph.relations?.includes(relation)) return null;
  return { relations: graph.relations.filter((other) => other !== relation) };
}

/** Change the label of a relation. RETURNS: null if it has the label, or another one of the same pair does. */
export function relabelRelation(graph: Graph, relation: Relation, label: string, color: string): GraphPatch | null {
  const arc = graph.arcs.find((one) => one.relation === relation);
  if (!arc || relation.label === label || hasRelation(graph, arc.head, arc.child, label, relation)) return null;
  const { list } = graph.units;
  const changed = writeRelation(graph.tokens, list[arc.head] as Unit, list[arc.child] as Unit, label, color, relation);
  return { relations: (graph.relations ?? []).map((other) => (other === relation ? changed : other)) };
}

/** A span in the form of the export. */
function makeRelationSpan(graph: Graph, range: TokenRange, label: string): Span {
  const first = graph.tokens[range.from] as Token;
  const last = graph.tokens[range.to] as Token;
  return {
    text: makeCodePointText(graph.text).slice(first.start, last.end),
    start: first.start,
    token_start: tokenId(graph.tokens, range.from),
    token_end: tokenId(graph.tokens, range.to),
    end: last.end,
    type: "span",
    label,
  };
}

/**
 * Make tokens a span.
 *
 * Relations of what lay there before, bare tokens and smaller spans, move to the new span; those that thereby run from
 * the span to itself, or double another one, go. A span with exactly this range is relabelled.
 */
export function addSpan(graph: Graph, range: TokenRange, label: string): GraphPatch | null {
  const touched = graph.units.list.filter((unit) => rangesOverlap(unit, range));
  if (touched.some(({ span }) => span && isLocked(span))) return null;
  const same = touched.find(({ span, from, to }) => span && from === range.from && to === range.to);
  if (same?.span) return relabelSpan(graph, same.span, label);
  const span = makeRelationSpan(graph, range, label);
  const gone = new Set(touched.map((unit) => unit.span));
  const spans = sortSpans([...(graph.spans ?? []).filter((other) => !gone.has(other)), span]);
  return withMovedRelations(graph, spans, new Set(touched), { ...range, span, isInert: false });
}

function withMovedRelations(graph: Graph, spans: Span[], touched: ReadonlySet<Unit>, unit: Unit): GraphPatch {
  const { list } = graph.units;
  const arcOf = new Map(graph.arcs.map((arc) => [arc.relation, arc]));
  const keyOf = (one: Unit) => (touched.has(one) ? "moved" : `${one.from}`);
  const seen = new Set<string>();
  let isChanged = false;
  const relations = (graph.relations ?? []).flatMap((relation) => {
    const arc = arcOf.get(relation);
    if (!arc) return [relation];
    const [head, child] = [list[arc.head] as Unit, list[arc.child] as Unit];
    const isMoved = touched.has(head) || touched.has(child);
    const key = `${keyOf(head)} ${keyOf(child)} ${relation.label}`;
    const isFolded = arc.head !== arc.child && touched.has(head) && touched.has(child);
    if (isMoved && (isFolded || seen.has(key))) {
      isChanged = true;
      return [];
    }
    seen.add(key);
    if (!isMoved) return [relation];
    isChanged = true;
    const ends = [touched.has(head) ? unit : head, touched.has(child) ? unit : child] as const;
    return [writeRelation(graph.tokens, ...ends, relation.label, undefined, relation)];
  });
  return isChanged ? { spans, relations } : { spans };
}

/** Remove a span, and with it the relations that start or end there. */
export function removeSpan(graph: Graph, span: Span): GraphPatch | null {
  if (isLocked(span) || !graph.spans?.includes(span)) return null;
  const unit = graph.units.list.findIndex((one) => one.span === span);
  const attached = new Set(
    graph.arcs.filter(({ head, child }) => head === unit || child === unit).map((arc) => arc.relation),
  );
  const spans = graph.spans.filter((other) => other !== span);
  if (unit < 0 || attached.size === 0) return { spans };
  return { spans, relations: (graph.relations ?? []).filter((relation) => !attached.has(relation)) };
}

/** Change the label of a span, also where relations repeat it. */
export function relabelSpan(graph: Graph, span: Span, label: string): GraphPatch | null {
  if (isLocked(span) || !graph.spans?.includes(span) || span.label === label) return null;
  const unit = graph.units.list.find((one) => one.span === span);
  const changed: Span = { ...span, label };
  const spans = graph.spans.map((other) => (other === span ? changed : other));
  return unit ? withMovedRelations(graph, spans, new Set([unit]), { ...unit, span: changed }) : { spans };
}

/** Export form: every relation of the task says which spans it connects. */
export function finishRelations(task: Task): Task {
  const graph = readGraph(task);
  const arcOf = new Map(graph.arcs.map((arc) => [arc.relation, arc]));
  let isChanged = false;
  const relations = graph.relations?.map((relation) => {
    const arc = arcOf.get(relation);
    if (!arc || (relation.head_span && relation.child_span)) return relation;
    isChanged = true;
    const [head, child] = [graph.units.list[arc.head] as Unit, graph.units.list[arc.child] as Unit];
    return writeRelation(graph.tokens, head, child, relation.label, undefined, relation);
  });
  return isChanged ? { ...task, relations } : task;
}

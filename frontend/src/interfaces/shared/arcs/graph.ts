/** A text with relations as units and arcs. */
import type { Span, Token } from "../../../model/parts";
import type { Task } from "../../../model/task";
import { makeUnits, resolveRelations, type Arc, type Relation, type Unit, type Units } from "./units";

/** A task as this view sees it. */
export interface Graph {
  text: string;
  tokens: readonly Token[];
  spans: readonly Span[] | undefined;
  relations: readonly Relation[] | undefined;
  units: Units;
  arcs: readonly Arc[];
  /** Relations with an end outside of the text: kept in the data, not drawn. */
  unresolved: readonly Relation[];
}

const NO_TOKENS: readonly Token[] = [];

/** before: The last graph, whose units are kept while they are the same: where they stand need not be found out anew. */
export function readGraph(task: Partial<Pick<Task, "text" | "tokens" | "spans" | "relations">>, before?: Graph): Graph {
  const tokens = task.tokens ?? NO_TOKENS;
  const spans = Array.isArray(task.spans) ? task.spans : undefined;
  const relations = Array.isArray(task.relations) ? (task.relations as Relation[]) : undefined;
  const readable = (relations ?? []).filter((relation) => typeof relation === "object" && relation !== null);
  const made = makeUnits(tokens, spans, readable);
  const units = before?.tokens === tokens && isSameUnits(before.units, made) ? before.units : made;
  return {
    text: typeof task.text === "string" ? task.text : "",
    tokens,
    spans,
    relations,
    units,
    ...resolveRelations(readable, units, tokens),
  };
}

function isSameUnits(a: Units, b: Units): boolean {
  const isSame = (x: Unit, y: Unit | undefined) => x.from === y?.from && x.to === y.to && x.span === y.span;
  return (
    a.list.length === b.list.length &&
    a.list.every((unit, i) => isSame(unit, b.list[i])) &&
    a.unaligned.length === b.unaligned.length &&
    a.hidden.length === b.hidden.length
  );
}

/**
 * Nodes of a graph over a text: spans, and the bare tokens between them.
 *
 * Relations name their ends in several ways (python converters write the first or the last token of a span, with or
 * without `head_span`). Everything behind this module only knows units.
 */
import type { Span, Token } from "../../../model/parts";
import type { Task } from "../../../model/task";
import { alignSpan, alignSpans, rangesOverlap, withoutOverlaps, type TokenRange } from "../../../text/alignSpans";
import { isWhitespaceToken, tokenId } from "../../../text/tokens";
import { isLabel } from "../labels";

/** One end of a relation as it is stored. A bare token has no label. */
export interface RelSpanRef {
  start: number;
  end: number;
  token_start: number;
  token_end: number;
  label?: string | null;
}

export interface Relation {
  /** Token id; of a span of several tokens its last one. */
  head: number;
  child: number;
  label: string;
  head_span?: RelSpanRef;
  child_span?: RelSpanRef;
  color?: string;
  [key: string]: unknown;
}

/** A node: the tokens `from` to `to`, both inclusive. */
export interface Unit extends TokenRange {
  /** null: a bare token, or several that only a relation holds together. */
  span: Span | null;
  /** Can't be chosen: disabled, or nothing but whitespace. */
  isInert: boolean;
}

export interface Units {
  /** In text order; together they cover every token once. */
  list: Unit[];
  /** Position in `list` by token position. */
  ofToken: number[];
  /** Spans of the data that are off the token borders, or below a longer one. */
  unaligned: readonly Span[];
  hidden: Span[];
}

/** A relation whose ends are positions in the list of units. */
export interface Arc {
  relation: Relation;
  head: number;
  child: number;
}

/** Relations of a task: those of `relations`, else the one of the older key `arc`. */
export function readRelations(task: Partial<Pick<Task, "relations">>): readonly Relation[] {
  const { relations, arc } = task as { relations?: unknown; arc?: unknown };
  if (Array.isArray(relations)) return relations.filter(isObject) as unknown as Relation[];
  return isObject(arc) ? [arc as unknown as Relation] : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

export function makeUnits(
  tokens: readonly Token[],
  spans: readonly Span[] | undefined,
  relations: readonly Relation[],
): Units {
  const { aligned, unaligned } = alignSpans(spans, tokens);
  const { visible, hidden } = withoutOverlaps(aligned);
  const nodes: Pick<Unit, "from" | "to" | "span">[] = [...visible];
  for (const range of impliedRanges(tokens, relations)) {
    if (!nodes.some((node) => rangesOverlap(node, range))) nodes.push({ ...range, span: null });
  }
  nodes.sort((a, b) => a.from - b.from);

  const list: Unit[] = [];
  const ofToken: number[] = [];
  let next = 0;
  for (let position = 0; position < tokens.length; position += 1) {
    const node = nodes[next];
    const isStart = node?.from === position;
    if (isStart) next += 1;
    const { from, to, span } = isStart ? node : { from: position, to: position, span: null };
    const isInert =
      span === null && tokens.slice(from, to + 1).every((token) => token.disabled || isWhitespaceToken(token));
    for (let i = from; i <= to; i += 1) ofToken.push(list.length);
    list.push({ from, to, span, isInert });
    position = to;
  }
  return { list, ofToken, unaligned, hidden: hidden.map(({ span }) => span) };
}

/** Ranges of several tokens that relations name although no span is there. */
function impliedRanges(tokens: readonly Token[], relations: readonly Relation[]): TokenRange[] {
  const found: TokenRange[] = [];
  for (const { head_span, child_span } of relations) {
    for (const ref of [head_span, child_span]) {
      const range = refRange(ref, tokens);
      if (range && range.to > range.from) found.push(range);
    }
  }
  return found;
}

function refRange(ref: unknown, tokens: readonly Token[]): TokenRange | null {
  return isObject(ref) ? alignSpan(ref as unknown as Span, tokens) : null;
}

/**
 * Find the units of all relations.
 *
 * An end is looked up by its `head_span` or `child_span` first, then by the span around its token, then by the token.
 *
 * RETURNS: The arcs in the order of the data, and the relations with an end outside of the text.
 */
export function resolveRelations(
  relations: readonly Relation[],
  units: Units,
  tokens: readonly Token[],
): { arcs: Arc[]; unresolved: Relation[] } {
  const byId = new Map(tokens.map((_, position) => [tokenId(tokens, position), position]));
  const find = (ref: unknown, id: unknown): number | undefined => {
    const range = refRange(ref, tokens);
    // The last token: it is the one that a converter without spans would have named.
    const position = range ? range.to : byId.get(id as number);
    return position === undefined ? undefined : units.ofToken[position];
  };
  const arcs: Arc[] = [];
  const unresolved: Relation[] = [];
  for (const relation of relations) {
    const head = find(relation.head_span, relation.head);
    const child = find(relation.child_span, relation.child);
    if (head === undefined || child === undefined) unresolved.push(relation);
    else arcs.push({ relation, head, child });
  }
  return { arcs, unresolved };
}

/** The stored form of a unit as an end of a relation. */
export function unitRef(unit: Unit, tokens: readonly Token[]): RelSpanRef {
  return {
    start: (tokens[unit.from] as Token).start,
    end: (tokens[unit.to] as Token).end,
    token_start: tokenId(tokens, unit.from),
    token_end: tokenId(tokens, unit.to),
    label: unit.span?.label ?? null,
  };
}

/** The text of a label, whatever the data has in its place. */
export function labelOf(label: unknown): string {
  return isLabel(label) ? String(label) : "";
}

/**
 * What the user can do with spans of tokens, as plain values: from the spans and what is selected to what changes.
 *
 * Nothing here knows whether a pointer, a finger or a key asked for it.
 */
import type { Span, Token } from "../../../model/parts";
import type { Translate } from "../../../i18n/translate";
import { alignSpan, type TokenRange } from "../../../text/alignSpans";
import { acceptSuggestion, isSuggested, removeSpan, type SpanEdit } from "../../../text/editSpans";
import { rangeBetween, trimRange } from "../../../text/selection";
import type { SpanRules } from "../../../text/spanRules";
import { rangeText, type TokenRules } from "../../../text/tokens";
import type { DrawnSpan } from "../tokens/drawnSpan";

/** A selection that has no label yet. */
export interface Pending {
  range: TokenRange;
  /** Where it began, for extending it. */
  anchor: number;
  /** Made by touch: choosing a label applies it. */
  isTouch: boolean;
}

/** What must vanish with the card. */
export interface EditorState {
  pending: Pending | null;
  selected: Span | null;
  /** The span that was made last, until something else happens. */
  made: Span | null;
}

export const NOTHING: EditorState = { pending: null, selected: null, made: null };

/** Everything that an action depends on. */
export interface Scene {
  spans: readonly Span[] | undefined;
  tokens: readonly Token[];
  gaps: readonly string[];
  rules: TokenRules;
  spanRules: SpanRules;
  state: EditorState;
  /** The active label. */
  active: string | null;
  /** A selection waits for a click, although a label is active. */
  requiresClick: boolean;
  /** The span that keys on a token mean. */
  at(position: number): DrawnSpan | undefined;
  t: Translate;
}

/** What an action leads to; null instead of it: nothing at all. */
export interface Outcome {
  edit?: SpanEdit | null;
  /** The edit can't be taken back on its own. */
  isPartOfLast?: boolean;
  state?: Partial<EditorState>;
  /** What to say to screen readers. */
  message?: string;
  /** A span to announce to custom code. */
  announced?: Span;
}

type Action = Outcome | null;

function textOf({ tokens, gaps }: Scene, span: Span): string {
  const range = alignSpan(span, tokens);
  return range ? rangeText(range, tokens, gaps) : "";
}

/** A span in words, with its number among all of them. */
export function describe(scene: Scene, span: Span, all: readonly Span[] = scene.spans ?? []): string {
  return scene.t("span_position", {
    label: span.label ?? "",
    text: textOf(scene, span),
    n: String(all.indexOf(span) + 1),
    total: String(all.length),
  });
}

/** An edit of one span: it is named afterwards. */
function named(scene: Scene, edit: SpanEdit | null, state?: Partial<EditorState>): Action {
  if (!edit) return null;
  const message = edit.span && describe(scene, edit.span, edit.spans);
  return { edit, ...(state ? { state } : {}), ...(message === null ? {} : { message }) };
}

export function label(scene: Scene, range: TokenRange, name: string): Outcome {
  const { spans, tokens, rules, spanRules } = scene;
  const edit = spanRules.apply(spans, tokens, range, name, rules);
  const state = { pending: null, selected: null };
  if (!edit?.span) return { edit, state };
  return { ...named(scene, edit, { ...state, made: edit.span }), announced: edit.span };
}

export function labelRange(scene: Scene, touched: TokenRange, name: string): Action {
  const range = trimRange(touched, scene.tokens, scene.rules);
  return range && label(scene, range, name);
}

/** Put a label on what waits for it. */
export function confirm(scene: Scene, name: string | null = scene.active): Action {
  const { pending } = scene.state;
  return pending !== null && name !== null ? label(scene, pending.range, name) : null;
}

/** A selection was finished. It becomes a span, or waits if a click is required or no label is active. */
export function select(scene: Scene, touched: TokenRange, anchor: number, isTouch: boolean): Outcome {
  const range = trimRange(touched, scene.tokens, scene.rules);
  if (!range) return { state: { selected: null, pending: null } };
  if (scene.active !== null && !scene.requiresClick) return label(scene, range, scene.active);
  return { state: { selected: null, pending: { range, anchor, isTouch } } };
}

export function selectSpan(scene: Scene, { span }: DrawnSpan): Outcome {
  return { state: { pending: null, selected: span }, message: describe(scene, span), announced: span };
}

export function remove(scene: Scene, drawn: DrawnSpan | undefined): Action {
  if (!drawn || drawn.isLocked) return null;
  const { span } = drawn;
  const edit = removeSpan(scene.spans, scene.tokens, span);
  const state = { selected: null };
  if (!edit) return { state };
  const text = `${span.label ?? ""}: ${textOf(scene, span)}`;
  return { edit, state, message: scene.t("span_removed", { text }) };
}

export function relabel(scene: Scene, { span }: DrawnSpan, name: string): Action {
  const { spans, tokens, spanRules, state } = scene;
  const edit = spanRules.relabel(spans, tokens, span, name);
  return named(scene, edit, edit?.span && state.selected === span ? { selected: edit.span } : undefined);
}

/** Start a selection that waits, or extend the one that does. */
export function hold(scene: Scene, position: number, isExtending: boolean): Outcome {
  const { pending } = scene.state;
  const anchor = isExtending && pending ? pending.anchor : position;
  const range = trimRange(rangeBetween(anchor, position), scene.tokens, scene.rules);
  return { state: { selected: null, pending: range && { range, anchor, isTouch: true } } };
}

/** A tap on a token while a selection waits, or to begin one: the second tap on the same token confirms. */
export function tap(scene: Scene, position: number): Action {
  const range = scene.state.pending?.range;
  return range?.from === position && range.to === position ? confirm(scene) : hold(scene, position, true);
}

/** Change one end of the waiting selection. */
export function resizePending(scene: Scene, range: TokenRange): Action {
  const { pending } = scene.state;
  const trimmed = trimRange(range, scene.tokens, scene.rules);
  return pending && trimmed ? { state: { pending: { ...pending, range: trimmed } } } : null;
}

/** Enter on a token or a keyboard selection. */
export function applyTo(scene: Scene, range: TokenRange, isExtended: boolean): Action {
  const { spans, tokens, active, state } = scene;
  const inside = isExtended ? undefined : scene.at(range.from);
  if (!inside) return select(scene, range, range.from, false);
  if (!isSuggested(inside.span)) return active === null ? null : relabel(scene, inside, active);
  const edit = acceptSuggestion(spans, tokens, inside.span);
  return named(scene, edit, edit?.span && state.selected === inside.span ? { selected: edit.span } : undefined);
}

/** Move one border of a span by a token. */
export function resize(scene: Scene, drawn: DrawnSpan, side: "from" | "to", step: 1 | -1): Action {
  const { spans, tokens, rules, spanRules, state } = scene;
  const next = { from: drawn.from, to: drawn.to, [side]: drawn[side] + step } as TokenRange;
  const range = trimRange(next, tokens, rules);
  // Growing over a line break must not stop in front of it: trimming would undo the step.
  if (!range || next.from < 0 || next.to >= tokens.length) return null;
  const edit = spanRules.move(spans, tokens, drawn.span, range);
  return named(scene, edit, edit?.span && state.selected ? { selected: edit.span } : undefined);
}

/** Give a span another range, as with a handle. The steps of one drag are one step of undo. */
export function moveTo(scene: Scene, { span }: DrawnSpan, next: TokenRange, isFirst: boolean): Action {
  const { spans, tokens, rules, spanRules } = scene;
  const range = trimRange(next, tokens, rules);
  const edit = range && spanRules.move(spans, tokens, span, range);
  return edit?.span ? { ...named(scene, edit, { selected: edit.span }), isPartOfLast: !isFirst } : null;
}

/** Put the label of a span on all its other mentions. */
export function repeat(scene: Scene, drawn: DrawnSpan): Outcome {
  const { spans, tokens, spanRules, t } = scene;
  const name = drawn.span.label;
  const edit = name === undefined ? null : spanRules.repeat(spans, tokens, drawn, name);
  return { edit, state: { made: null }, ...(edit ? { message: t("spans_added", { n: edit.count }) } : {}) };
}

/** How many mentions `repeat` would mark. */
export function countIdentical(
  { spans, tokens, spanRules }: Pick<Scene, "spans" | "tokens" | "spanRules">,
  drawn: DrawnSpan,
): number {
  const name = drawn.span.label;
  if (name === undefined || drawn.isLocked || drawn.isSuggested) return 0;
  return spanRules.repeat(spans, tokens, drawn, name)?.count ?? 0;
}

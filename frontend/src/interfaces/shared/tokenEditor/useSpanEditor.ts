/**
 * The state of the editor. What the user can do with it, and what that leads to, is in actions.ts.
 *
 * Annotations live in the task alone. Local state is what must vanish with the card: a selection that waits for its
 * label, the selected span, the cursor, and what to say to screen readers.
 */
import { useCallback, useMemo, useState } from "react";
import type { Span, Token } from "../../../model/parts";
import type { ViewProps } from "../../types";
import { spanAt, type TokenRange } from "../../../text/alignSpans";
import { isSameList } from "../../../text/sameList";
import { WITHOUT_OVERLAPS, type SpanRules } from "../../../text/spanRules";
import type { DrawnSpan } from "../tokens/drawnSpan";
import * as actions from "./actions";
import { tokenRules } from "./tokenSettings";

export interface EditorInput extends ViewProps {
  tokens: readonly Token[];
  gaps: readonly string[];
  model: { spans: readonly DrawnSpan[] };
  /** How spans get along with each other; without overlaps unless told. */
  spanRules?: SpanRules;
  /** The span that keys on a token mean; the one around the token unless told. */
  findAt?: (position: number, selected: DrawnSpan | undefined) => DrawnSpan | undefined;
  active: string | null;
  setActive(label: string): void;
}

export type SpanEditor = ReturnType<typeof useSpanEditor>;

export function useSpanEditor(props: EditorInput) {
  const { task, original, config, tokens, gaps, model, active, update, t, readOnly } = props;
  const { spanRules = WITHOUT_OVERLAPS, findAt = (position) => spanAt(model.spans, position) } = props;
  const [state, setState] = useState(actions.NOTHING);
  const [message, setMessage] = useState("");
  const rules = useMemo(() => tokenRules(config), [config]);
  const { spans } = task;
  const isChanged = useMemo(() => !isSameList(spans, original.spans), [spans, original.spans]);
  const countIdentical = useCallback(
    (drawn: DrawnSpan) => (readOnly ? 0 : actions.countIdentical({ spans, tokens, spanRules }, drawn)),
    [spans, tokens, spanRules, readOnly],
  );
  // A selected span that something else removed or moved is selected no more.
  const drawnOf = (span: Span | null) => (span === null ? undefined : model.spans.find((one) => one.span === span));
  const selected = drawnOf(state.selected);
  const at = (position: number) => findAt(position, selected);
  const requiresClick = Boolean(config.ner_manual_require_click);
  const known = { ...state, selected: selected?.span ?? null };
  const scene: actions.Scene = { spans, tokens, gaps, rules, spanRules, state: known, active, requiresClick, at, t };

  /** RETURNS: Whether the task changes. */
  const run = (outcome: actions.Outcome | null): boolean => {
    if (!outcome || (readOnly && (outcome.edit || outcome.state?.pending))) return false;
    const { edit } = outcome;
    if (outcome.state) setState((before) => ({ ...before, ...outcome.state }));
    if (edit) update({ spans: edit.spans }, { undoable: !outcome.isPartOfLast });
    if (outcome.message !== undefined) setMessage(outcome.message);
    if (outcome.announced) announce(outcome.announced, edit ? { ...task, spans: edit.spans } : task);
    return Boolean(edit);
  };

  return {
    pending: state.pending,
    selected,
    made: drawnOf(state.made),
    message,
    isChanged,
    at,
    say: setMessage,
    countIdentical,
    describe: (span: Span) => actions.describe(scene, span),
    emit: (span: Span) => announce(span, task),
    clear: () => setState(actions.NOTHING),
    select: (range: TokenRange, anchor: number, isTouch: boolean) => run(actions.select(scene, range, anchor, isTouch)),
    selectSpan: (drawn: DrawnSpan) => run(actions.selectSpan(scene, drawn)),
    remove: (drawn: DrawnSpan | undefined) => run(actions.remove(scene, drawn)),
    relabel: (drawn: DrawnSpan, name: string) => run(actions.relabel(scene, drawn, name)),
    confirm: (name?: string) => run(actions.confirm(scene, name)),
    labelRange: (range: TokenRange, name: string) => run(actions.labelRange(scene, range, name)),
    hold: (position: number, isExtending: boolean) => run(actions.hold(scene, position, isExtending)),
    tap: (position: number) => run(actions.tap(scene, position)),
    resizePending: (range: TokenRange) => run(actions.resizePending(scene, range)),
    applyTo: (range: TokenRange, isExtended: boolean) => run(actions.applyTo(scene, range, isExtended)),
    resize: (drawn: DrawnSpan, side: "from" | "to", step: 1 | -1) => run(actions.resize(scene, drawn, side, step)),
    moveTo: (drawn: DrawnSpan, range: TokenRange, isFirst: boolean) =>
      run(actions.moveTo(scene, drawn, range, isFirst)),
    repeat: (drawn: DrawnSpan) => run(actions.repeat(scene, drawn)),
    reset() {
      setState((before) => ({ ...before, pending: null, selected: null }));
      if (isChanged) update({ spans: original.spans });
    },
  };
}

function announce(span: Span, task: EditorInput["task"]): void {
  document.dispatchEvent(new CustomEvent("prodigyspanselected", { detail: { span, task } }));
}

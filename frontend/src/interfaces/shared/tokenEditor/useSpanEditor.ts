/**
 * The state of the editor and what the user can do, without knowing how: by pointer, finger or key.
 *
 * Annotations live in the task alone. Local state is what must vanish with the card: a selection that waits for its
 * label, the selected span, the cursor, and what to say to screen readers.
 */
import { useCallback, useMemo, useState } from "react";
import type { Span, Token } from "../../../model/parts";
import type { ViewProps } from "../../types";
import { alignSpan, spanAt, type TokenRange } from "../../../text/alignSpans";
import { acceptSuggestion, isSuggested, removeSpan, type SpanEdit } from "../../../text/editSpans";
import { isSameList } from "../../../text/sameList";
import { rangeBetween, trimRange } from "../../../text/selection";
import { WITHOUT_OVERLAPS, type SpanRules } from "../../../text/spanRules";
import type { DrawnSpan } from "../tokens/drawnSpan";
import { rangeText } from "../../../text/tokens";
import { tokenRules } from "./tokenSettings";

/** A selection that has no label yet. */
export interface Pending {
  range: TokenRange;
  /** Where it began, for extending it. */
  anchor: number;
  /** Made by touch: choosing a label applies it. */
  isTouch: boolean;
}

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
  const {
    task,
    original,
    config,
    tokens,
    gaps,
    model,
    active,
    update,
    t,
    readOnly,
    spanRules = WITHOUT_OVERLAPS,
  } = props;
  const [pending, setPending] = useState<Pending | null>(null);
  const [selectedSpan, setSelectedSpan] = useState<Span | null>(null);
  const [madeSpan, setMadeSpan] = useState<Span | null>(null);
  const [message, setMessage] = useState("");
  const rules = useMemo(() => tokenRules(config), [config]);
  const { spans } = task;
  const isChanged = useMemo(() => !isSameList(spans, original.spans), [spans, original.spans]);
  // A selected span that something else removed or moved is selected no more.
  const selected = selectedSpan === null ? undefined : model.spans.find(({ span }) => span === selectedSpan);

  const textOf = (span: Span): string => {
    const range = alignSpan(span, tokens);
    return range ? rangeText(range, tokens, gaps) : "";
  };

  const describe = (span: Span, all: readonly Span[] = spans ?? []): string =>
    t("span_position", {
      label: span.label ?? "",
      text: textOf(span),
      n: String(all.indexOf(span) + 1),
      total: String(all.length),
    });

  const emit = (span: Span, all: readonly Span[] | undefined = spans) => {
    const detail = { span, task: all === spans ? task : { ...task, spans: all } };
    document.dispatchEvent(new CustomEvent("prodigyspanselected", { detail }));
  };

  const commit = (edit: SpanEdit | null, isUndoable = true): boolean => {
    if (!edit || readOnly) return false;
    update({ spans: edit.spans }, { undoable: isUndoable });
    return true;
  };

  const label = (range: TokenRange, name: string): boolean => {
    setPending(null);
    setSelectedSpan(null);
    const edit = spanRules.apply(spans, tokens, range, name, rules);
    if (!commit(edit) || !edit?.span) return false;
    setMadeSpan(edit.span);
    setMessage(describe(edit.span, edit.spans));
    emit(edit.span, edit.spans);
    return true;
  };

  /** A selection was finished. It becomes a span, or waits if a click is required or no label is active. */
  const select = (touched: TokenRange, anchor: number, isTouch: boolean) => {
    setSelectedSpan(null);
    const range = trimRange(touched, tokens, rules);
    if (!range || readOnly) return setPending(null);
    if (active === null || config.ner_manual_require_click) setPending({ range, anchor, isTouch });
    else label(range, active);
  };

  const remove = (drawn: DrawnSpan | undefined): boolean => {
    if (!drawn || drawn.isLocked) return false;
    setSelectedSpan(null);
    const text = `${drawn.span.label ?? ""}: ${textOf(drawn.span)}`;
    const isGone = commit(removeSpan(spans, tokens, drawn.span));
    if (isGone) setMessage(t("span_removed", { text }));
    return isGone;
  };

  const selectSpan = (drawn: DrawnSpan) => {
    setPending(null);
    setSelectedSpan(drawn.span);
    setMessage(describe(drawn.span));
    emit(drawn.span);
  };

  const relabel = (drawn: DrawnSpan, name: string): boolean => {
    const edit = spanRules.relabel(spans, tokens, drawn.span, name);
    if (!commit(edit) || !edit?.span) return false;
    if (drawn === selected) setSelectedSpan(edit.span);
    setMessage(describe(edit.span, edit.spans));
    return true;
  };

  /** How many mentions `repeat` would mark. */
  const countIdentical = useCallback(
    (drawn: DrawnSpan): number => {
      const name = drawn.span.label;
      if (name === undefined || drawn.isLocked || drawn.isSuggested || readOnly) return 0;
      return spanRules.repeat(spans, tokens, drawn, name)?.count ?? 0;
    },
    [spans, tokens, spanRules, readOnly],
  );

  const at = (position: number) => (props.findAt ? props.findAt(position, selected) : spanAt(model.spans, position));

  return {
    pending,
    selected,
    /** The span that was made last, until something else happens. */
    made: madeSpan === null ? undefined : model.spans.find(({ span }) => span === madeSpan),
    message,
    isChanged,
    at,
    select,
    selectSpan,
    emit,
    remove,
    relabel,
    say: setMessage,
    describe,
    countIdentical,

    clear() {
      setPending(null);
      setMadeSpan(null);
      setSelectedSpan(null);
    },

    /** Put the active label on what waits for it. */
    confirm(name: string | null = active): boolean {
      return pending !== null && name !== null && label(pending.range, name);
    },

    labelRange(touched: TokenRange, name: string): boolean {
      const range = trimRange(touched, tokens, rules);
      return range !== null && label(range, name);
    },

    /** Start a selection that waits, or extend the one that does. */
    hold(position: number, isExtending: boolean) {
      setSelectedSpan(null);
      const anchor = isExtending && pending ? pending.anchor : position;
      const range = trimRange(rangeBetween(anchor, position), tokens, rules);
      setPending(range && !readOnly ? { range, anchor, isTouch: true } : null);
    },

    /** Change one end of the waiting selection. */
    resizePending(range: TokenRange) {
      const trimmed = trimRange(range, tokens, rules);
      if (pending && trimmed) setPending({ ...pending, range: trimmed });
    },

    /** Enter on a token or a keyboard selection. */
    applyTo(range: TokenRange, isExtended: boolean) {
      const inside = isExtended ? undefined : at(range.from);
      if (inside && isSuggested(inside.span)) {
        const edit = acceptSuggestion(spans, tokens, inside.span);
        if (commit(edit) && edit?.span) {
          if (inside === selected) setSelectedSpan(edit.span);
          setMessage(describe(edit.span, edit.spans));
        }
      } else if (inside) {
        if (active !== null) relabel(inside, active);
      } else select(range, range.from, false);
    },

    /** Move one border of a span by a token. */
    resize(drawn: DrawnSpan, side: "from" | "to", step: 1 | -1) {
      const next = { from: drawn.from, to: drawn.to, [side]: drawn[side] + step } as TokenRange;
      const range = trimRange(next, tokens, rules);
      // Growing over a line break must not stop in front of it: trimming would undo the step.
      if (!range || next.from < 0 || next.to >= tokens.length) return;
      const edit = spanRules.move(spans, tokens, drawn.span, range);
      if (!commit(edit) || !edit?.span) return;
      if (selected) setSelectedSpan(edit.span);
      setMessage(describe(edit.span, edit.spans));
    },

    /** Give a span another range, as with a handle. The steps of one drag are one step of undo. */
    moveTo(drawn: DrawnSpan, next: TokenRange, isFirst: boolean) {
      const range = trimRange(next, tokens, rules);
      const edit = range && spanRules.move(spans, tokens, drawn.span, range);
      if (!edit?.span || !commit(edit, isFirst)) return;
      setSelectedSpan(edit.span);
      setMessage(describe(edit.span, edit.spans));
    },

    /** Put the label of a span on all its other mentions. */
    repeat(drawn: DrawnSpan) {
      setMadeSpan(null);
      const name = drawn.span.label;
      const edit = name === undefined ? null : spanRules.repeat(spans, tokens, drawn, name);
      if (commit(edit)) setMessage(t("spans_added", { n: edit?.count ?? 0 }));
    },

    reset() {
      setPending(null);
      setSelectedSpan(null);
      if (isChanged) update({ spans: original.spans });
    },
  };
}

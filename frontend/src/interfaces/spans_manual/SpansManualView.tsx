/** Highlight spans of tokens that may overlap and nest: bars in lanes below the text. */
import { useCallback, useId, useMemo, useRef, type RefObject } from "react";
import { useKept } from "../../hooks/useKept";
import { useStable } from "../../hooks/useStable";
import type { ViewProps } from "../types";
import { useShortcuts } from "../../keymap/react";
import { WITH_OVERLAPS } from "../../text/spanRules";
import { rangeText } from "../../text/tokens";
import { TokenFrame } from "../shared/tokenEditor/TokenFrame";
import { useSpanEditor } from "../shared/tokenEditor/useSpanEditor";
import { useTokenKeys } from "../shared/tokenEditor/useTokenKeys";
import { useLabelChoice, useTokenView, type TokenView } from "../shared/tokenEditor/useTokenView";
import { tokenWidths, type LaneSpan } from "../shared/lanes/laneSpan";
import { LaneText } from "../shared/lanes/LaneText";
import { raisedKey } from "../shared/lanes/raise";
import { useScrollToFirstSpan } from "../shared/useScrollToFirstSpan";
import { laneModel, type LaneModel, spanForKeys, spansAt } from "./model";
import { placeBelow } from "./places";
import { findDrawn } from "./presses";
import { spansManualShortcuts } from "./shortcuts";
import { SpanChooser } from "./SpanChooser";
import { SpanList } from "./SpanList";
import { useChooser } from "./useChooser";
import { useSpanPointer } from "./useSpanPointer";
import "./spansManual.css";

/** The spans as bars, and what edits them. */
function useSpans(props: ViewProps, view: TokenView, container: RefObject<HTMLDivElement | null>) {
  const { task, theme } = props;
  const { tokens, gaps, rules, labels, active, setActive } = view;
  const widthAt = useMemo(() => tokenWidths(tokens, gaps), [tokens, gaps]);
  const model = useKept<LaneModel>(
    (before) => laneModel(task.spans, tokens, widthAt, labels, theme, before?.spans),
    [task.spans, tokens, widthAt, labels, theme],
  );
  const { spans } = model;
  const editor = useSpanEditor({
    ...props,
    tokens,
    gaps,
    model,
    active,
    setActive,
    spanRules: WITH_OVERLAPS,
    findAt: (position, selected) => spanForKeys(spans, position, selected as LaneSpan | undefined),
  });
  const selected = editor.selected as LaneSpan | undefined;
  const cursor = useTokenKeys(container, tokens, rules, (position, selection) => {
    if (selected && (position < selected.from || position > selected.to)) editor.clear();
    const here = selection ? [] : spansAt(spans, position);
    if (here.length > 0) editor.say(here.map(({ span }) => editor.describe(span)).join("; "));
  });
  return { model, spans, editor, selected, cursor };
}

/** Everything that the annotator can do in the view. */
function useTools(props: ViewProps, view: TokenView, container: RefObject<HTMLDivElement | null>) {
  const { task, config, readOnly, t } = props;
  const { model, spans, editor, selected, cursor } = useSpans(props, view, container);
  const chooser = useChooser(spans);
  const remove = (span: LaneSpan) => {
    editor.emit(span.span);
    editor.remove(span);
    chooser.raise(null);
  };
  const openChooser: typeof chooser.open = (...request) => {
    editor.clear();
    chooser.open(...request);
  };
  const openAtToken = useStable((position: number) => {
    const place = placeBelow(container.current, position);
    if (place) openChooser(spansAt(spans, position), place, position);
  });
  const goTo = (span: LaneSpan) => {
    chooser.close();
    if (!readOnly) cursor.moveTo(span.from);
    editor.selectSpan(span);
    container.current?.querySelector(`[data-span="${span.from}"]`)?.scrollIntoView?.({ block: "nearest" });
  };
  const pointer = useSpanPointer({
    ...{ container, editor, cursor, spans, selected, config, readOnly, t, openChooser, remove },
    findDrawn: (range) => findDrawn(spans, task, view.tokens, view.rules, range, view.active),
  });
  const choose = useLabelChoice({ view, editor, cursor, focused: selected, readOnly });
  const here = cursor.isActive && !cursor.selection ? spansAt(spans, cursor.position) : [];
  const { canFilter } = view;
  const openFilter = () => view.setFiltering(true);
  const keys = { editor, cursor, spans, focused: selected, here, openChooser: openAtToken, canFilter, openFilter, t };
  useShortcuts(readOnly ? [] : spansManualShortcuts(keys));
  return { model, spans, editor, selected, cursor, chooser, remove, goTo, choose, ...pointer };
}

export default function SpansManualView(props: ViewProps) {
  const { task, config, readOnly, t } = props;
  const container = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const view = useTokenView(props, "spans");
  const { tokens, gaps } = view;
  const tools = useTools(props, view, container);
  const { model, spans, editor, selected, cursor, chooser, remove, goTo, preview, isDragging } = tools;
  useScrollToFirstSpan(container, task._task_hash);
  const textOf = useCallback((span: LaneSpan) => rangeText(span, tokens, gaps), [tokens, gaps]);
  const list = { textOf, t, onSelect: goTo, onRaise: chooser.raise };
  const removeAndClose = (span: LaneSpan) => {
    remove(span);
    chooser.close(cursor);
  };

  return (
    <TokenFrame
      {...{ view, editor, container, helpId, config, t, readOnly, spans, isDragging }}
      counts={model}
      onChoose={tools.choose}
      footer={<SpanList {...list} {...{ spans, selected }} onRemove={readOnly ? null : remove} />}
    >
      <div
        onPointerOver={(event) => {
          if (event.pointerType === "touch" || chooser.isOpen) return;
          chooser.raise(isDragging ? null : spans.find(({ key }) => key === raisedKey(event.target)));
        }}
        onPointerLeave={() => !chooser.isOpen && chooser.raise(null)}
      >
        <LaneText
          {...{ tokens, gaps, spans, preview, selected, config }}
          selection={editor.pending?.range ?? cursor.selection}
          selectionColor={view.selectionColor}
          cursor={readOnly ? -1 : cursor.position}
          raised={chooser.raised ?? selected}
          style={view.style}
          containerRef={container}
          label={t("text_tokens")}
          describedBy={helpId}
          removeLabel={readOnly ? null : t("remove_span", { label: "{label}" })}
        />
      </div>
      {chooser.offered.length > 0 && (
        <SpanChooser
          {...list}
          spans={chooser.offered}
          place={chooser.place}
          onRemove={readOnly ? null : removeAndClose}
          onClose={() => chooser.close(cursor)}
        />
      )}
    </TokenFrame>
  );
}

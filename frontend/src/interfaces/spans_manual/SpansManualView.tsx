/** Highlight spans of tokens that may overlap and nest: bars in lanes below the text. */
import { useCallback, useId, useMemo, useRef, useState } from "react";
import { useKept } from "../../hooks/useKept";
import { useStable } from "../../hooks/useStable";
import type { ViewProps } from "../types";
import { useShortcuts } from "../../keymap/react";
import { tokenElement, tokenOfNode } from "../../text/domSelection";
import { findSame, WITH_OVERLAPS } from "../../text/spanRules";
import { trimRange } from "../../text/selection";
import type { TokenRange } from "../../text/alignSpans";
import { rangeText } from "../../text/tokens";
import { TokenFrame } from "../shared/tokenEditor/TokenFrame";
import { useSpanEditor } from "../shared/tokenEditor/useSpanEditor";
import { useTokenKeys } from "../shared/tokenEditor/useTokenKeys";
import { useLabelChoice, useTokenView } from "../shared/tokenEditor/useTokenView";
import { tokenWidths, type LaneSpan } from "../shared/lanes/laneSpan";
import { LaneText } from "../shared/lanes/LaneText";
import { raisedKey } from "../shared/lanes/raise";
import { useTokenPointer } from "../shared/tokens/useTokenPointer";
import { useScrollToFirstSpan } from "../shared/useScrollToFirstSpan";
import { laneModel, type LaneModel, spanForKeys, spansAcross, spansAt } from "./model";
import { spansManualShortcuts } from "./shortcuts";
import { SpanChooser, type ChooserPlace } from "./SpanChooser";
import { SpanList } from "./SpanList";
import "./spansManual.css";

interface Chooser {
  keys: readonly number[];
  place: ChooserPlace;
  /** The token that had the focus when a key opened it; null for the pointer. */
  token: number | null;
}

export default function SpansManualView(props: ViewProps) {
  const { task, config, theme, readOnly, t } = props;
  const container = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const view = useTokenView(props, "spans");
  const { tokens, gaps, rules, labels, active, setActive } = view;
  const [chooser, setChooser] = useState<Chooser | null>(null);
  const [raised, setRaised] = useState(0);
  /** The last click hit a span: the second click of a double click then makes no new one. */
  const hitSpan = useRef(false);

  const widthAt = useMemo(() => tokenWidths(tokens, gaps), [tokens, gaps]);
  const model = useKept<LaneModel>(
    (before) => laneModel(task.spans, tokens, widthAt, labels, theme, before?.spans),
    [task.spans, tokens, widthAt, labels, theme],
  );
  const { spans } = model;
  const byKey = (key: number) => spans.find((span) => span.key === key);
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

  const openChooser = (found: readonly LaneSpan[], place: ChooserPlace, token: number | null = null) => {
    editor.clear();
    setChooser({ keys: found.map(({ key }) => key), place, token });
  };
  const openAtToken = useStable((position: number) => {
    const place = placeBelow(container.current, position);
    if (place) openChooser(spansAt(spans, position), place, position);
  });
  const closeChooser = () => {
    setChooser(null);
    setRaised(0);
    // Keyboard work goes on where it was.
    if (chooser && chooser.token !== null) cursor.moveTo(chooser.token);
  };

  const remove = (span: LaneSpan) => {
    editor.emit(span.span);
    editor.remove(span);
    setRaised(0);
  };
  const isSelecting = (event: { altKey: boolean }) => event.altKey || config.span_click === "select";

  /** A click or tap on a bar or a label. */
  const pressSpan = (span: LaneSpan, target: Element, event: { altKey: boolean } | null, place: ChooserPlace) => {
    const stack = target.closest("[data-chip]") ? [span] : stackAt(spans, span, target);
    if (stack.length > 1) return openChooser([span, ...stack.filter((other) => other !== span)], place);
    const mayRemove = !span.isLocked && !span.isSuggested && !readOnly;
    if (event === null) {
      // By touch: first the span shows its ×, a second tap deletes.
      if (selected === span && mayRemove && config.span_click !== "select") remove(span);
      else editor.selectSpan(span);
    } else if (mayRemove && !isSelecting(event)) remove(span);
    else editor.selectSpan(span);
  };

  /** Same words, same label: nothing is added, and the span that is there shows itself. */
  const select = (range: TokenRange, anchor: number, isTouch: boolean) => {
    const trimmed = trimRange(range, tokens, rules);
    const same = trimmed && active !== null && findSame(task.spans, tokens, trimmed, active);
    const drawn = same && spans.find(({ span }) => span === same);
    editor.select(range, anchor, isTouch);
    if (drawn && !drawn.isSuggested && !readOnly && !config.ner_manual_require_click) {
      editor.selectSpan(drawn);
      editor.say(t("span_exists", { text: editor.describe(drawn.span) }));
    }
  };

  const { preview, isDragging } = useTokenPointer(
    container,
    {
      onPress: (position) => cursor.leave(position),
      onSelect: select,
      onDoubleClick: (position) => {
        if (!hitSpan.current) select({ from: position, to: position }, position, false);
      },
      onClick: (position, event) => {
        if (event.detail > 1) return;
        const target = event.target as Element;
        const span = byKey(raisedKey(target));
        hitSpan.current = span !== undefined;
        if (span) return pressSpan(span, target, event, placeAt(container.current, event));
        const here = position !== null && isSelecting(event) ? spansAt(spans, position) : [];
        if (here.length > 1) openChooser(here, placeAt(container.current, event));
        else if (here[0]) editor.selectSpan(here[0]);
        else editor.clear();
      },
      onTap: (position, target) => {
        const span = byKey(raisedKey(target));
        const { pending } = editor;
        if (span && !pending) pressSpan(span, target, null, placeBelow(container.current, position) ?? { x: 0, y: 0 });
        else if (pending && pending.range.from === position && pending.range.to === position) editor.confirm();
        else editor.hold(position, true);
      },
      onHold: (position) => editor.hold(position, false),
      onRemove: (key) => {
        const span = byKey(key);
        if (span) remove(span);
      },
    },
    !readOnly,
  );

  const choose = useLabelChoice({ view, editor, cursor, focused: selected, readOnly });
  const here = cursor.isActive && !cursor.selection ? spansAt(spans, cursor.position) : [];
  useShortcuts(
    readOnly
      ? []
      : spansManualShortcuts({
          editor,
          cursor,
          spans,
          focused: selected,
          here,
          openChooser: openAtToken,
          canFilter: view.canFilter,
          openFilter: () => view.setFiltering(true),
          t,
        }),
  );
  useScrollToFirstSpan(container, task._task_hash);

  const textOf = useCallback((span: LaneSpan) => rangeText(span, tokens, gaps), [tokens, gaps]);
  const offered = chooser?.keys.flatMap((key) => byKey(key) ?? []) ?? [];
  const goTo = (span: LaneSpan) => {
    setChooser(null);
    setRaised(0);
    if (!readOnly) cursor.moveTo(span.from);
    editor.selectSpan(span);
    container.current?.querySelector(`[data-span="${span.from}"]`)?.scrollIntoView?.({ block: "nearest" });
  };

  return (
    <TokenFrame
      {...{ view, editor, container, helpId, config, t, readOnly, spans }}
      counts={model}
      isDragging={isDragging}
      onChoose={choose}
      footer={
        <SpanList
          {...{ spans, selected, textOf, t }}
          onSelect={goTo}
          onRemove={readOnly ? null : remove}
          onRaise={(span) => setRaised(span?.key ?? 0)}
        />
      }
    >
      <div
        onPointerOver={(event) => {
          if (event.pointerType !== "touch" && !chooser) setRaised(isDragging ? 0 : raisedKey(event.target));
        }}
        onPointerLeave={() => !chooser && setRaised(0)}
      >
        <LaneText
          tokens={tokens}
          gaps={gaps}
          spans={spans}
          selection={editor.pending?.range ?? cursor.selection}
          preview={preview}
          selectionColor={view.selectionColor}
          cursor={readOnly ? -1 : cursor.position}
          raised={byKey(raised) ?? selected}
          selected={selected}
          style={view.style}
          config={config}
          containerRef={container}
          label={t("text_tokens")}
          describedBy={helpId}
          removeLabel={readOnly ? null : t("remove_span", { label: "{label}" })}
        />
      </div>
      {chooser && offered.length > 0 && (
        <SpanChooser
          spans={offered}
          place={chooser.place}
          textOf={textOf}
          onSelect={goTo}
          onRemove={
            readOnly
              ? null
              : (span) => {
                  remove(span);
                  closeChooser();
                }
          }
          onRaise={(span) => setRaised(span?.key ?? 0)}
          onClose={closeChooser}
          t={t}
        />
      )}
    </TokenFrame>
  );
}

/** The spans whose bars lie below each other at a bar: those over the same token or gap. */
function stackAt(spans: readonly LaneSpan[], span: LaneSpan, bar: Element): LaneSpan[] {
  const token = tokenOfNode(bar);
  if (token !== null) return spansAt(spans, token);
  const gap = bar.closest<HTMLElement>("[data-gap]")?.dataset.gap;
  return gap === undefined ? [span] : spansAcross(spans, Number(gap));
}

/** A point of the window in the frame of the text, a little below the pointer. */
function placeAt(box: HTMLElement | null, point: { clientX: number; clientY: number }): ChooserPlace {
  const frame = (box?.offsetParent ?? box)?.getBoundingClientRect();
  return { x: point.clientX - (frame?.left ?? 0) - 16, y: point.clientY - (frame?.top ?? 0) + 14 };
}

function placeBelow(box: HTMLElement | null, position: number): ChooserPlace | null {
  const rect = box && tokenElement(box, position)?.getBoundingClientRect();
  return rect ? placeAt(box, { clientX: rect.left + 16, clientY: rect.bottom }) : null;
}

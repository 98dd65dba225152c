/** Highlight spans of tokens: drag, double-click, touch or keys. Spans never overlap. */
import { useId, useMemo, useRef, useState } from "react";
import type { Span, Token, ViewProps } from "../types";
import { LabelBar } from "../../components/LabelBar";
import { SEARCH_MIN } from "../../components/labelGroups";
import { useShortcuts } from "../../keymap/react";
import { useActiveLabel } from "../shared/activeLabel";
import { itemKeys } from "../shared/itemKeys";
import { barColors, offeredLabels } from "../shared/labels";
import { Notice } from "../shared/Notice";
import { TokenText } from "../shared/tokens/TokenText";
import { useTokenPointer } from "../shared/tokens/useTokenPointer";
import { useScrollToFirstSpan } from "../shared/useScrollToFirstSpan";
import { useViewState } from "../shared/viewState";
import { labelColor } from "../../theme";
import { gapsOf, hidesNewlines, spanModel, tokenRules } from "./model";
import { PendingSelection } from "./PendingSelection";
import { nerManualShortcuts } from "./shortcuts";
import { SpanMap } from "./SpanMap";
import { SpanTools } from "./SpanTools";
import { useSpanEditor } from "./useSpanEditor";
import { useTokenKeys } from "./useTokenKeys";
import "./nerManual.css";

const NO_TOKENS: Token[] = [];

export default function NerManualView(props: ViewProps) {
  const { task, original, config, theme, usesNumberKeys, readOnly, t } = props;
  const container = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const tokens = task.tokens ?? NO_TOKENS;
  const gaps = useMemo(() => gapsOf(tokens, task.text, config), [tokens, task.text, config]);
  const rules = useMemo(() => tokenRules(config), [config]);

  // Labels found in the data stay on offer when their last span is deleted.
  const labels = useMemo(() => {
    const known: Span[] = [...(original.spans ?? []), ...(task.spans ?? [])];
    return offeredLabels(config, known);
  }, [config, original.spans, task.spans]);
  const scope = `${config.view_id}:${props.blockIndex ?? 0}`;
  const [active, setActive] = useActiveLabel(scope, labels, config.label_reset);
  const colors = useMemo(() => barColors(labels, theme), [labels, theme]);
  const keys = useMemo(() => itemKeys(labels, config, usesNumberKeys), [labels, config, usesNumberKeys]);

  const model = useMemo(() => spanModel(task.spans, tokens, labels, theme), [task.spans, tokens, labels, theme]);
  const editor = useSpanEditor({ ...props, tokens, gaps, model, active, setActive });
  const cursor = useTokenKeys(container, tokens, rules, (position, selection) => {
    const span = selection ? undefined : model.spans.find(({ from, to }) => from <= position && to >= position);
    if (span) editor.say(editor.describe(span.span));
  });
  const focused = editor.selected ?? (cursor.isActive && !cursor.selection ? editor.at(cursor.position) : undefined);

  const clickSpan = (position: number, isSelecting: boolean) => {
    const span = editor.at(position);
    if (!span) return editor.clear();
    if (isSelecting || span.isLocked || span.isSuggested || readOnly) return editor.selectSpan(span);
    editor.emit(span.span);
    editor.remove(span);
  };

  const preview = useTokenPointer(
    container,
    {
      onPress: (position) => cursor.leave(position),
      onSelect: editor.select,
      onDoubleClick: (position) => editor.select({ from: position, to: position }, position, false),
      onClick: (position, event) => {
        // The third click of a hasty double click would delete what the second has made.
        if (event.detail > 2) return;
        if (position === null) editor.clear();
        else clickSpan(position, event.altKey || config.span_click === "select");
      },
      onTap: (position) => {
        const span = editor.at(position);
        const { pending } = editor;
        if (!pending && span) {
          // First the span shows its ×; a second tap deletes, unless clicks are meant to select.
          if (editor.selected !== span) editor.selectSpan(span);
          else if (config.span_click !== "select") editor.remove(span);
        } else if (pending && pending.range.from === position && pending.range.to === position) editor.confirm();
        else editor.hold(position, true);
      },
      onHold: (position) => editor.hold(position, false),
      onRemove: (position) => void editor.remove(editor.at(position)),
    },
    !readOnly,
  );

  const choose = (label: string) => {
    setActive(label);
    if (editor.pending && (editor.pending.isTouch || active === null)) editor.confirm(label);
    else if (focused && !focused.isLocked) editor.relabel(focused, label);
    else if (cursor.isActive && cursor.selection) {
      editor.labelRange(cursor.selection, label);
      cursor.collapse();
    }
  };

  const [isFiltering, setFiltering] = useState(false);
  const canFilter = labels.length >= SEARCH_MIN && config.ner_manual_label_style !== "dropdown" && !readOnly;
  useShortcuts(
    readOnly
      ? []
      : nerManualShortcuts({
          editor,
          cursor,
          spans: model.spans,
          focused,
          canFilter,
          openFilter: () => setFiltering(true),
          t,
        }),
  );
  useShortcuts(
    labels.flatMap((label, i) => {
      const key = keys[i];
      return key && !readOnly ? [{ action: `label_${i + 1}`, keys: [key], label, run: () => choose(label) }] : [];
    }),
    "labels",
  );

  useScrollToFirstSpan(container, task._task_hash);

  const [showsWhitespace, setShowsWhitespace] = useViewState<boolean | null>("whitespace", null);
  const style = useMemo(
    () => ({ showWhitespace: showsWhitespace ?? config.show_whitespace === true, hideNewlines: hidesNewlines(config) }),
    [showsWhitespace, config],
  );
  const selection = preview ?? editor.pending?.range ?? cursor.selection;
  const selectionColor = active === null ? theme.bgLowlight : labelColor(active, labels, theme);

  return (
    <>
      {!readOnly && labels.length > 0 && (
        <LabelBar
          labels={labels}
          active={active}
          onSelect={choose}
          colors={colors}
          keys={keys}
          style={config.ner_manual_label_style === "dropdown" ? "dropdown" : "list"}
          t={t}
          dir={config.writing_dir === "rtl" ? "rtl" : undefined}
          descriptions={config.label_descriptions as Record<string, string> | undefined}
          groups={config.label_groups as Record<string, string[]> | undefined}
          isFiltering={isFiltering}
          {...(canFilter ? { onFilter: setFiltering } : {})}
        >
          <SpanTools
            canReset={editor.isChanged}
            onReset={editor.reset}
            showsWhitespace={style.showWhitespace}
            onWhitespace={setShowsWhitespace}
            t={t}
          />
        </LabelBar>
      )}
      <div className={`prodigy-content prodigy-content-tokens${preview ? " prodigy-tokens-dragging" : ""}`}>
        {labels.length === 0 && !readOnly && <Notice>{t("no_labels")}</Notice>}
        {model.unalignedCount > 0 && <Notice>{t("spans_dropped", { n: model.unalignedCount })}</Notice>}
        {model.hiddenCount > 0 && <Notice>{t("spans_hidden", { n: model.hiddenCount })}</Notice>}
        <div className="prodigy-tokens-frame">
          <TokenText
            tokens={tokens}
            gaps={gaps}
            spans={model.spans}
            selection={selection}
            selectionColor={selectionColor}
            cursor={readOnly ? -1 : cursor.position}
            selectedSpan={editor.selected?.from ?? null}
            style={style}
            config={config}
            containerRef={container}
            label={t("text_tokens")}
            describedBy={helpId}
            removeLabel={readOnly ? null : t("remove_span", { label: "{label}" })}
          />
          {editor.pending && !preview && (
            <PendingSelection
              container={container}
              pending={editor.pending}
              active={active}
              color={selectionColor}
              onConfirm={() => void editor.confirm()}
              onCancel={editor.clear}
              onResize={editor.resizePending}
              t={t}
            />
          )}
          <SpanMap container={container} spans={model.spans} />
        </div>
        <p className="prodigy-visually-hidden" id={helpId}>
          {t("text_tokens_help")}
        </p>
        <p className="prodigy-visually-hidden" aria-live="polite">
          {editor.message}
        </p>
      </div>
    </>
  );
}

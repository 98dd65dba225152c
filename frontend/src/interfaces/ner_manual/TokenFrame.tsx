/** The card of a view of labelled tokens: label bar, notices, and around the text what belongs to it. */
import { useMemo, type ReactNode, type RefObject } from "react";
import type { ViewProps } from "../types";
import { LabelBar } from "../../components/LabelBar";
import { Notice } from "../shared/Notice";
import type { DrawnSpan } from "../shared/tokens/drawnSpan";
import type { SpanModel } from "./model";
import { PendingSelection } from "./PendingSelection";
import { SelectedSpan } from "./SelectedSpan";
import { SpanMap } from "./SpanMap";
import { SpanTools } from "./SpanTools";
import { FOCUS_MIN_TOKENS, hasHighlights, useSentenceFocus } from "./useSentenceFocus";
import type { SpanEditor } from "./useSpanEditor";
import type { TokenView } from "./useTokenView";
import "./nerManual.css";

interface TokenFrameProps extends Pick<ViewProps, "config" | "t" | "readOnly"> {
  view: TokenView;
  editor: SpanEditor;
  spans: readonly DrawnSpan[];
  counts: Pick<SpanModel, "unalignedCount" | "hiddenCount">;
  /** The span that has the focus or is selected. */
  focused?: DrawnSpan | undefined;
  container: RefObject<HTMLElement | null>;
  isDragging: boolean;
  onChoose(label: string): void;
  /** Id of the hidden description of the keys. */
  helpId: string;
  /** Below the text. */
  footer?: ReactNode;
  children: ReactNode;
}

export function TokenFrame(props: TokenFrameProps) {
  const { view, editor, spans, counts, container, isDragging, onChoose, helpId, config, t, readOnly } = props;
  const { labels, canFilter, tokens, gaps } = view;
  const focused = props.focused ?? editor.selected;
  const repeated = focused ?? editor.made;
  const identical = useMemo(() => (repeated ? editor.countIdentical(repeated) : 0), [repeated?.span]);
  const canDim = tokens.length >= FOCUS_MIN_TOKENS && hasHighlights();
  useSentenceFocus(container, tokens, gaps, canDim && view.isDimming);
  return (
    <>
      {!readOnly && labels.length > 0 && (
        <LabelBar
          labels={labels}
          active={view.active}
          onSelect={onChoose}
          colors={view.colors}
          keys={view.keys}
          style={config.ner_manual_label_style === "dropdown" ? "dropdown" : "list"}
          t={t}
          dir={config.writing_dir === "rtl" ? "rtl" : undefined}
          descriptions={config.label_descriptions as Record<string, string> | undefined}
          groups={config.label_groups as Record<string, string[]> | undefined}
          isFiltering={view.isFiltering}
          {...(canFilter ? { onFilter: view.setFiltering } : {})}
        >
          <SpanTools
            canReset={editor.isChanged}
            onReset={editor.reset}
            showsWhitespace={view.style.showWhitespace}
            onWhitespace={view.setShowsWhitespace}
            identical={identical}
            onRepeat={() => repeated && editor.repeat(repeated)}
            isDimming={view.isDimming}
            onDim={canDim ? view.setDimming : null}
            t={t}
          />
        </LabelBar>
      )}
      <div className={`prodigy-content prodigy-content-tokens${isDragging ? " prodigy-tokens-dragging" : ""}`}>
        {labels.length === 0 && !readOnly && <Notice>{t("no_labels")}</Notice>}
        {counts.unalignedCount > 0 && <Notice>{t("spans_dropped", { n: counts.unalignedCount })}</Notice>}
        {counts.hiddenCount > 0 && <Notice>{t("spans_hidden", { n: counts.hiddenCount })}</Notice>}
        <div className="prodigy-tokens-frame">
          {props.children}
          {editor.pending && !isDragging && (
            <PendingSelection
              container={container}
              pending={editor.pending}
              active={view.active}
              color={view.selectionColor}
              onConfirm={() => void editor.confirm()}
              onCancel={editor.clear}
              onResize={editor.resizePending}
              t={t}
            />
          )}
          {focused && !editor.pending && !isDragging && !readOnly && (
            <SelectedSpan {...{ container, editor, t }} span={focused} />
          )}
          <SpanMap container={container} spans={spans} />
        </div>
        {props.footer}
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

/** The card of a view of labelled tokens: label bar, notices, and around the text what belongs to it. */
import { useMemo, type ReactNode, type RefObject } from "react";
import type { ViewProps } from "../../types";
import { LabelBar } from "../../../ui/LabelBar";
import { useLater } from "../../../hooks/useLater";
import { useStable } from "../../../hooks/useStable";
import { barSettings } from "../labelBarParts";
import { Notice } from "../Notice";
import type { DrawnSpan } from "../tokens/drawnSpan";
import { SpanTools } from "./SpanTools";
import { FOCUS_MIN_TOKENS, hasHighlights, useSentenceFocus } from "./useSentenceFocus";
import type { SpanEditor } from "./useSpanEditor";
import type { TokenView } from "./useTokenView";
import "./tokenEditor.css";

const loadHandles = () => import("./handles");
/** Only texts that may be longer than the window have a map. */
const MAP_MIN_TOKENS = 200;

interface TokenFrameProps extends Pick<ViewProps, "config" | "t" | "readOnly"> {
  view: TokenView;
  editor: SpanEditor;
  spans: readonly DrawnSpan[];
  counts: { unalignedCount: number; hiddenCount: number };
  /** The span that has the focus or is selected. */
  focused?: DrawnSpan | undefined;
  container: RefObject<HTMLElement | null>;
  isDragging: boolean;
  onChoose(label: string): void;
  /** Id of the hidden description of the keys. */
  helpId: string;
  /** Words on a picture: spaces and sentences can't be shown in another way. */
  isPicture?: boolean;
  /** Further buttons at the end of the label bar. */
  tools?: ReactNode;
  /** Below the text. */
  footer?: ReactNode;
  children: ReactNode;
}

export function TokenFrame(props: TokenFrameProps) {
  const { view, editor, counts, container, isDragging, onChoose, helpId, config, t, readOnly } = props;
  const { labels, canFilter } = view;
  const focused = props.focused ?? editor.selected;
  const choose = useStable(onChoose);
  const tools = useTools(props, focused);
  return (
    <>
      {!readOnly && labels.length > 0 && (
        <LabelBar
          labels={labels}
          active={view.active}
          onSelect={choose}
          colors={view.colors}
          keys={view.keys}
          {...barSettings(config)}
          t={t}
          isFiltering={view.isFiltering}
          {...(canFilter ? { onFilter: view.setFiltering } : {})}
        >
          {tools}
        </LabelBar>
      )}
      <div className={`prodigy-content prodigy-content-tokens${isDragging ? " prodigy-tokens-dragging" : ""}`}>
        {labels.length === 0 && !readOnly && <Notice>{t("no_labels")}</Notice>}
        {counts.unalignedCount > 0 && <Notice>{t("spans_dropped", { n: counts.unalignedCount })}</Notice>}
        {counts.hiddenCount > 0 && <Notice>{t("spans_hidden", { n: counts.hiddenCount })}</Notice>}
        <div className="prodigy-tokens-frame">
          {props.children}
          <Handles {...{ view, editor, container, isDragging, t, readOnly, focused }} spans={props.spans} />
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

/** The buttons at the end of the label bar. The same element until one of them changes. */
function useTools(props: TokenFrameProps, focused: DrawnSpan | undefined): ReactNode {
  const { view, editor, container, t, isPicture = false, tools } = props;
  const { tokens, gaps } = view;
  const repeated = focused ?? editor.made;
  const { countIdentical } = editor;
  const identical = useMemo(() => (repeated ? countIdentical(repeated) : 0), [repeated, countIdentical]);
  const reset = useStable(editor.reset);
  const repeat = useStable(() => repeated && editor.repeat(repeated));
  const canDim = !isPicture && tokens.length >= FOCUS_MIN_TOKENS && hasHighlights();
  useSentenceFocus(container, tokens, gaps, canDim && view.isDimming);
  const { setShowsWhitespace, setDimming, isDimming } = view;
  const { showWhitespace } = view.style;
  const canReset = editor.isChanged;
  return useMemo(
    () => (
      <>
        {tools}
        <SpanTools
          {...{ canReset, identical, isDimming, t }}
          onReset={reset}
          showsWhitespace={showWhitespace}
          onWhitespace={isPicture ? null : setShowsWhitespace}
          onRepeat={repeat}
          onDim={canDim ? setDimming : null}
        />
      </>
    ),
    [
      canReset,
      identical,
      isDimming,
      isPicture,
      tools,
      showWhitespace,
      setShowsWhitespace,
      setDimming,
      canDim,
      reset,
      repeat,
      t,
    ],
  );
}

type HandlesProps = Pick<
  TokenFrameProps,
  "view" | "editor" | "spans" | "container" | "isDragging" | "t" | "readOnly"
> & {
  focused: DrawnSpan | undefined;
};

/** What floats over the text: the selection that waits for its label, the span in focus, the map of a long text. */
function Handles({ view, editor, spans, container, isDragging, t, readOnly, focused }: HandlesProps) {
  const parts = useLater(loadHandles);
  if (!parts) return null;
  const { pending } = editor;
  return (
    <>
      {pending && !isDragging && (
        <parts.PendingSelection
          {...{ container, pending, t }}
          active={view.active}
          color={view.selectionColor}
          onConfirm={() => void editor.confirm()}
          onCancel={editor.clear}
          onResize={editor.resizePending}
        />
      )}
      {focused && !pending && !isDragging && !readOnly && (
        <parts.SelectedSpan {...{ container, editor, t }} span={focused} />
      )}
      {view.tokens.length >= MAP_MIN_TOKENS && (
        <parts.SpanMap container={container} spans={spans} count={view.tokens.length} />
      )}
    </>
  );
}

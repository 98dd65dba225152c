/** Connect tokens and spans with labelled relations. */
import { useId, useMemo, useRef, type RefObject } from "react";
import { useKept } from "../../hooks/useKept";
import type { ViewProps } from "../types";
import { useShortcuts } from "../../keymap/react";
import { isRtlText, unitColors, unitText } from "../shared/arcs/arcModel";
import { ArcText } from "../shared/arcs/ArcText";
import { readGraph, type Graph } from "../shared/arcs/graph";
import { useScrollToFirstArc } from "../shared/arcs/useScrollToFirstArc";
import { gapsOf, hidesNewlines } from "../shared/tokenEditor/tokenSettings";
import { usePreview } from "../shared/tokens/preview";
import { useTokenPointer } from "../shared/tokens/useTokenPointer";
import { ghostOf } from "./model";
import { PendingHint } from "./PendingHint";
import { frameHandlers, tokenHandlers } from "./pointer";
import { RelationBar } from "./RelationBar";
import { RelationNotices } from "./RelationNotices";
import { RelationTable } from "./RelationTable";
import { relationShortcuts } from "./shortcuts";
import { useArcFocus } from "./useArcFocus";
import { useArcLayout } from "./useArcLayout";
import { useDrawnArcs } from "./useDrawnArcs";
import { useRelationBar } from "./useRelationBar";
import { useRelationEditor } from "./useRelationEditor";
import { useRelationLabels } from "./useRelationLabels";
import { useUnitKeys } from "./useUnitKeys";
import "./relations.css";

/** The task as units and arcs, and what else the text needs. */
function useText({ task, config }: ViewProps) {
  const { text, tokens, spans, relations } = task;
  const graph = useKept<Graph>(
    (before) => readGraph({ text, tokens, spans, relations }, before),
    [text, tokens, spans, relations],
  );
  const gaps = useMemo(() => gapsOf(graph.tokens, text, config), [graph.tokens, text, config]);
  return { graph, gaps, isRtl: isRtlText(text, config) };
}

/** Everything that the annotator can do in the view. */
function useTools(props: ViewProps, container: RefObject<HTMLDivElement | null>, graph: Graph, isRtl: boolean) {
  const { config, theme, readOnly = false, t } = props;
  const { units } = graph;
  const labels = useRelationLabels(props, graph);
  const canMarkSpans = labels.offered.spans.length > 0 && !readOnly;
  const editor = useRelationEditor({
    ...props,
    graph,
    order: labels.order,
    canMarkSpans,
    active: labels.active,
    allowNewlines: config.allow_newline_highlight === true,
  });
  const isMarking = editor.mode === "spans";
  const cursor = useUnitKeys({
    container,
    units,
    isRtl,
    canSelect: isMarking,
    onPress(index, selection, withShift) {
      const unit = units.list[index];
      if (unit && isMarking) editor.apply(unit, selection);
      else editor.pick(index, withShift);
    },
  });
  const layout = useArcLayout(config, theme);
  const bar = useRelationBar(props, labels, editor, cursor);
  const openFilter = () => bar.setFiltering(true);
  useShortcuts(
    readOnly
      ? []
      : relationShortcuts({ editor, cursor, canMarkSpans, layout, canFilter: bar.canFilter, openFilter, t }),
  );
  const pointer = useTokenPointer(container, tokenHandlers(editor, cursor, units), isMarking);
  return { labels, canMarkSpans, editor, isMarking, cursor, layout, bar, preview: usePreview(pointer.preview) };
}

export default function RelationsView(props: ViewProps) {
  const { task, config, theme, readOnly = false, t } = props;
  const container = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const { graph, gaps, isRtl } = useText(props);
  const { tokens, units } = graph;
  const tools = useTools(props, container, graph, isRtl);
  const { labels, editor, isMarking, cursor, layout, bar, preview } = tools;
  const focus = useArcFocus();
  const focusedUnit = focus.unit >= 0 ? focus.unit : cursor.isActive ? cursor.unit : -1;
  const drawn = useDrawnArcs(graph, labels.order, theme, { unit: focusedUnit, arc: focus.arc });
  const boxColors = useMemo(
    () => unitColors(units.list, labels.offered.spans, theme),
    [units, labels.offered.spans, theme],
  );
  useScrollToFirstArc(container, task._task_hash);

  const { head, anchor } = editor;
  const anchored = anchor === null ? null : { from: anchor, to: anchor };
  return (
    <>
      {!readOnly && <RelationBar {...{ bar, editor, layout, config, t }} canMarkSpans={tools.canMarkSpans} />}
      <div
        className={`prodigy-content prodigy-content-relations${isMarking ? " prodigy-relations-marking" : ""}`}
        data-readonly={readOnly || undefined}
      >
        <RelationNotices graph={graph} lacksLabels={bar.labels.length === 0 && !readOnly} t={t} />
        <div
          className="prodigy-relations-frame"
          {...frameHandlers({ editor, cursor, graph, shown: drawn.shown, readOnly, onFocus: focus.set })}
          {...cursor.handlers}
        >
          <ArcText
            {...{ tokens, gaps, units, isRtl, config, theme }}
            arcs={drawn.arcs}
            arcColors={drawn.colors}
            unitColors={boxColors}
            isWrapped={layout.isWrapped}
            hasArrows={config.hide_arrow_heads !== true}
            hidesNewlines={hidesNewlines(config)}
            height={layout.height}
            containerRef={container}
            label={t("text_units")}
            describedBy={helpId}
            cursor={readOnly ? -1 : cursor.unit}
            pending={head}
            selection={preview ?? anchored ?? cursor.selection}
            selectedUnit={editor.selectedUnit}
            selectedArc={drawn.shown.indexOf(editor.selectedArc)}
            focusedArcs={drawn.focused}
            ghost={ghostOf(head, focusedUnit)}
            zoom={layout.zoom}
            {...(preview ? { className: "prodigy-tokens-dragging" } : {})}
          />
          {(head >= 0 || anchored) && (
            <PendingHint head={head >= 0 ? unitText(graph, units.list[head]) : null} onCancel={editor.clear} t={t} />
          )}
        </div>
        <RelationTable
          {...{ graph, readOnly, t }}
          labels={labels.offered.relations}
          colors={drawn.allColors}
          selectedArc={editor.selectedArc}
          hiddenLabels={drawn.hiddenLabels}
          onToggleLabel={drawn.toggleLabel}
          onFocusArc={(index) => focus.set(-1, index)}
          onRelabel={editor.relabelArc}
          onDelete={editor.deleteArc}
        />
        <p className="prodigy-hidden" id={helpId}>
          {t(isMarking ? "text_units_help_spans" : "text_units_help")}
        </p>
        <p className="prodigy-hidden" aria-live="polite">
          {editor.message}
        </p>
      </div>
    </>
  );
}

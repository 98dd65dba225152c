/** Connect tokens and spans with labelled relations. */
import { useId, useMemo, useRef, useState, type MouseEvent, type PointerEvent } from "react";
import { useKept } from "../../hooks/useKept";
import type { ViewProps } from "../types";
import { LabelBar } from "../../ui/LabelBar";
import { SEARCH_MIN } from "../../ui/labelGroups";
import { actionKeys } from "../../keymap/defaults";
import { isTextField } from "../../keymap/dispatcher";
import { useShortcuts } from "../../keymap/react";
import { keepList } from "../../text/sameList";
import { useActiveLabel } from "../shared/activeLabel";
import { ArcText } from "../shared/arcs/ArcText";
import { useScrollToFirstArc } from "../shared/arcs/useScrollToFirstArc";
import { itemKeys } from "../shared/itemKeys";
import { barColors } from "../shared/labels";
import { Notice } from "../shared/Notice";
import { useStable } from "../../hooks/useStable";
import { usePreview } from "../shared/tokens/preview";
import { useTokenPointer } from "../shared/tokens/useTokenPointer";
import { useViewState } from "../shared/viewState";
import { gapsOf, hidesNewlines } from "../shared/tokenEditor/tokenSettings";
import { isRtlText, pixels, relationColor, relationOrder, unitColors, unitText } from "../shared/arcs/arcModel";
import { readGraph, type Graph } from "../shared/arcs/graph";
import { ModeSwitch } from "./ModeSwitch";
import { arcsAt, relationLabels, spanLabels, type Mode } from "./model";
import { RelationTable } from "./RelationTable";
import { RelationTools } from "./RelationTools";
import { relationShortcuts } from "./shortcuts";
import { useArcFocus } from "./useArcFocus";
import { useRelationEditor } from "./useRelationEditor";
import { useUnitKeys } from "./useUnitKeys";
import "./relations.css";

const DEFAULT_HEIGHT = 325;
const DEFAULT_HEIGHT_WRAP = 80;
/** More would leave no room for the text on a phone (px). */
const NARROW_HEIGHT = 220;
/** Below this width of the window a row would show three words; it starts wrapped (px). */
const NARROW = 600;

export default function RelationsView(props: ViewProps) {
  const { task, original, config, theme, usesNumberKeys, readOnly = false, t } = props;
  const container = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const { text, tokens: ownTokens, spans, relations } = task;
  const graph = useKept<Graph>(
    (before) => readGraph({ text, tokens: ownTokens, spans, relations }, before),
    [text, ownTokens, spans, relations],
  );
  const { tokens, units } = graph;
  const gaps = useMemo(() => gapsOf(tokens, text, config), [tokens, text, config]);
  const isRtl = isRtlText(text, config);

  // Labels found in the data stay on offer when their last relation is deleted.
  const labels = useKept<readonly string[]>(
    (before) => keepList(before, relationLabels(config, original, { relations })),
    [config, original, relations],
  );
  const markLabels = useMemo(() => spanLabels(config), [config]);
  const canMarkSpans = markLabels.length > 0 && !readOnly;
  const scope = `${config.view_id}:${props.blockIndex ?? 0}`;
  const [activeRelation, setActiveRelation] = useActiveLabel(`${scope}:relations`, labels, config.label_reset);
  const [activeSpan, setActiveSpan] = useActiveLabel(`${scope}:spans`, markLabels, config.label_reset);
  const order = useMemo(() => relationOrder(labels, graph.relations ?? []), [labels, graph.relations]);

  const editor = useRelationEditor({
    ...props,
    graph,
    order,
    canMarkSpans,
    active: { relations: activeRelation, spans: activeSpan },
    allowNewlines: config.allow_newline_highlight === true,
  });
  const { mode } = editor;
  const isMarking = mode === "spans";

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

  const [wrap, setWrap] = useViewState<boolean | null>("relations wrap", null);
  const [zoom, setZoom] = useViewState("relations zoom", 1);
  const isWrapped = wrap ?? (config.wrap_relations === true || isNarrow());

  const barLabels = isMarking ? markLabels : labels;
  const colors = useMemo(
    () => barColors(barLabels, theme, isMarking ? "spans" : "relations"),
    [barLabels, theme, isMarking],
  );
  const keys = useMemo(() => itemKeys(barLabels, config, usesNumberKeys), [barLabels, config, usesNumberKeys]);
  const choose = (label: string) => {
    if (isMarking) setActiveSpan(label);
    else setActiveRelation(label);
    if (editor.relabel(label) || !isMarking || !cursor.selection) return;
    editor.mark(cursor.selection, label);
    cursor.collapse();
  };

  const chooseLabel = useStable(choose);
  const reset = useStable(editor.reset);
  const setMode = useStable(editor.setMode);
  const canReset = editor.isChanged;
  const tools = useMemo(
    () => <RelationTools {...{ isWrapped, zoom, canReset, t }} onWrap={setWrap} onZoom={setZoom} onReset={reset} />,
    [isWrapped, setWrap, zoom, setZoom, canReset, reset, t],
  );
  const modeSwitch = useMemo(
    () =>
      canMarkSpans ? <ModeSwitch mode={mode} onChange={setMode} keys={modeKeys(config.keymap)} t={t} /> : undefined,
    [canMarkSpans, mode, setMode, config.keymap, t],
  );

  const [isFiltering, setFiltering] = useState(false);
  const canFilter = barLabels.length >= SEARCH_MIN && config.ner_manual_label_style !== "dropdown" && !readOnly;
  useShortcuts(
    readOnly
      ? []
      : relationShortcuts({
          editor,
          cursor,
          canMarkSpans,
          isWrapped,
          setWrapped: setWrap,
          canFilter,
          openFilter: () => setFiltering(true),
          t,
        }),
  );
  useShortcuts(
    barLabels.flatMap((label, i) => {
      const key = keys[i];
      return key && !readOnly ? [{ action: `label_${i + 1}`, keys: [key], label, run: () => choose(label) }] : [];
    }),
    "labels",
  );

  const pointer = useTokenPointer(
    container,
    {
      onPress: (position) => cursor.leave(units.ofToken[position] ?? -1),
      onSelect: (range) => editor.mark(range),
      onClick: (position, event) => {
        if (position === null) editor.clear();
        else if (event.detail <= 1) editor.pressToken(position, event.shiftKey);
      },
      onDoubleClick: () => {},
      onTap: (position) => editor.pressToken(position, false),
      onHold: (position) => editor.pressToken(position, true),
      onRemove: () => {},
    },
    isMarking,
  );
  const preview = usePreview(pointer.preview);

  const [hiddenLabels, setHiddenLabels] = useViewState<readonly string[]>("relations hidden", []);
  const shown = useMemo(
    () => graph.arcs.flatMap((arc, i) => (hiddenLabels.includes(arc.relation.label) ? [] : [i])),
    [graph.arcs, hiddenLabels],
  );
  const shownArcs = useMemo(() => shown.map((i) => graph.arcs[i]!), [shown, graph.arcs]);
  const arcColors = useMemo(
    () => graph.arcs.map(({ relation }) => relationColor(relation, order, theme)),
    [graph.arcs, order, theme],
  );
  const shownColors = useMemo(() => shown.map((i) => arcColors[i]!), [shown, arcColors]);
  const boxColors = useMemo(() => unitColors(units.list, markLabels, theme), [units, markLabels, theme]);

  const focus = useArcFocus();
  const focusedArcs = useMemo(() => {
    const unit = focus.unit >= 0 ? focus.unit : cursor.isActive ? cursor.unit : -1;
    const all = focus.arc >= 0 ? new Set([focus.arc]) : unit >= 0 ? arcsAt(graph, unit) : null;
    if (!all || all.size === 0) return null;
    return new Set(shown.flatMap((i, position) => (all.has(i) ? [position] : [])));
  }, [focus.unit, focus.arc, cursor.isActive, cursor.unit, graph, shown]);

  useScrollToFirstArc(container, task._task_hash);

  const onClick = (event: MouseEvent) => {
    if (isMarking || readOnly) return;
    const target = event.target as Element;
    const arc = dataIndex(target, "relation");
    if (arc >= 0) {
      const index = shown[arc] ?? -1;
      if (target.closest("[data-relation-remove]")) editor.deleteArc(graph.arcs[index]);
      else editor.pressArc(index);
      return;
    }
    const unit = units.ofToken[dataIndex(target, "unit")] ?? -1;
    if (unit < 0) return editor.clear();
    // The second half of a hasty double click would make the new child a head.
    if (event.detail > 1 && editor.head < 0) return;
    // A click that a key or assistive technology made comes without a press.
    if (event.detail > 0) cursor.leave(unit);
    editor.pick(unit, event.shiftKey);
  };
  const onMouseDown = (event: MouseEvent) => {
    if (event.button !== 0) return;
    // No native selection and no change of focus. Letters would otherwise still go into a field that looks left.
    event.preventDefault();
    if (isTextField(document.activeElement)) (document.activeElement as HTMLElement).blur();
  };
  const onPointerOver = (event: PointerEvent) => {
    if (event.pointerType === "touch") return;
    const target = event.target as Element;
    const arc = dataIndex(target, "relation");
    focus.set(units.ofToken[dataIndex(target, "unit")] ?? -1, arc >= 0 ? (shown[arc] ?? -1) : -1);
  };

  return (
    <>
      {!readOnly && (
        <LabelBar
          labels={barLabels}
          active={isMarking ? activeSpan : activeRelation}
          onSelect={chooseLabel}
          colors={colors}
          keys={keys}
          style={config.ner_manual_label_style === "dropdown" ? "dropdown" : "list"}
          t={t}
          dir={config.writing_dir === "rtl" ? "rtl" : undefined}
          descriptions={config.label_descriptions as Record<string, string> | undefined}
          groups={config.label_groups as Record<string, string[]> | undefined}
          isFiltering={isFiltering}
          {...(canFilter ? { onFilter: setFiltering } : {})}
          lead={modeSwitch}
        >
          {tools}
        </LabelBar>
      )}
      <div
        className={`prodigy-content prodigy-content-relations${isMarking ? " prodigy-relations-marking" : ""}`}
        data-readonly={readOnly || undefined}
      >
        {barLabels.length === 0 && !readOnly && <Notice>{t("no_labels")}</Notice>}
        {units.unaligned.length > 0 && <Notice>{t("spans_dropped", { n: units.unaligned.length })}</Notice>}
        {units.hidden.length > 0 && <Notice>{t("spans_hidden", { n: units.hidden.length })}</Notice>}
        {graph.unresolved.length > 0 && <Notice>{t("relations_dropped", { n: graph.unresolved.length })}</Notice>}
        <div
          className="prodigy-relations-frame"
          onPointerOver={onPointerOver}
          onPointerLeave={() => focus.set(-1, -1)}
          onMouseDown={onMouseDown}
          onClick={onClick}
          {...cursor.handlers}
        >
          {(editor.head >= 0 || editor.anchor !== null) && (
            <div className="prodigy-relations-hint">
              <p>
                {editor.head >= 0 && (
                  <>
                    <bdi>{unitText(graph, units.list[editor.head])}</bdi> <span aria-hidden="true">→</span>
                  </>
                )}
                <span>{t(editor.head >= 0 ? "pick_child" : "pick_end")}</span>
                <button type="button" aria-label={t("cancel")} onClick={editor.clear}>
                  ×
                </button>
              </p>
            </div>
          )}
          <ArcText
            tokens={tokens}
            gaps={gaps}
            units={units}
            arcs={shownArcs}
            arcColors={shownColors}
            unitColors={boxColors}
            isWrapped={isWrapped}
            isRtl={isRtl}
            hasArrows={config.hide_arrow_heads !== true}
            hidesNewlines={hidesNewlines(config)}
            height={arcHeight(theme, isWrapped)}
            isHeightFixed={!readOnly}
            config={config}
            theme={theme}
            containerRef={container}
            label={t("text_units")}
            describedBy={helpId}
            cursor={readOnly ? -1 : cursor.unit}
            pending={editor.head}
            selection={preview ?? anchorRange(editor.anchor) ?? cursor.selection}
            selectedUnit={editor.selectedUnit}
            selectedArc={shown.indexOf(editor.selectedArc)}
            focusedArcs={focusedArcs}
            ghost={ghostOf(editor.head, focus.unit >= 0 ? focus.unit : cursor.isActive ? cursor.unit : -1)}
            zoom={zoom}
            {...(preview ? { className: "prodigy-tokens-dragging" } : {})}
          />
        </div>
        <RelationTable
          graph={graph}
          labels={labels}
          colors={arcColors}
          selectedArc={editor.selectedArc}
          hiddenLabels={hiddenLabels}
          onToggleLabel={(label) =>
            setHiddenLabels(
              hiddenLabels.includes(label) ? hiddenLabels.filter((one) => one !== label) : [...hiddenLabels, label],
            )
          }
          onFocusArc={(index) => focus.set(-1, index)}
          onRelabel={(arc, label) => void editor.relabelArc(arc, label)}
          onDelete={editor.deleteArc}
          readOnly={readOnly}
          t={t}
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

function dataIndex(target: Element, name: "unit" | "relation"): number {
  const found = target.closest<HTMLElement | SVGElement>(`[data-${name}]`);
  return found ? Number(found.dataset[name]) : -1;
}

/** The relation that a click would make; of a unit to itself it takes more than a click. */
function ghostOf(head: number, child: number): { head: number; child: number } | null {
  return head >= 0 && child >= 0 && head !== child ? { head, child } : null;
}

function anchorRange(anchor: number | null) {
  return anchor === null ? null : { from: anchor, to: anchor };
}

/** Always the same, so that the text stays in its place while arcs come and go. */
function arcHeight(theme: ViewProps["theme"], isWrapped: boolean): number {
  if (isWrapped) return pixels(theme.relationHeightWrap, DEFAULT_HEIGHT_WRAP);
  const height = pixels(theme.relationHeight, DEFAULT_HEIGHT);
  return isNarrow() ? Math.min(height, NARROW_HEIGHT) : height;
}

function isNarrow(): boolean {
  return typeof window !== "undefined" && window.innerWidth < NARROW;
}

function modeKeys(keymap: Record<string, string[] | string> | undefined): Record<Mode, string> {
  return { relations: actionKeys("rels", keymap)[0] ?? "", spans: actionKeys("spans", keymap)[0] ?? "" };
}

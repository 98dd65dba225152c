/**
 * The state of the editor. What can be done with it is in actions.ts, what pointers do in gestures.ts.
 *
 * Shapes live in the task alone. Local state is what must vanish with the card: what is selected, what is hidden, what
 * is being drawn. The mode and what was copied stay from task to task.
 */
import { useMemo, useRef, useState } from "react";
import { useStable } from "../../hooks/useStable";
import type { Size } from "../../geometry/points";
import type { Shape } from "../../geometry/shapes";
import type { ImageSpan } from "../../model/parts";
import { isSameList } from "../../text/sameList";
import { spansOf, type DrawnShape, type ShapeModel } from "../shared/image/drawnShapes";
import type { Stage } from "../shared/image/stage";
import { useViewState } from "../shared/viewState";
import type { ViewProps } from "../types";
import { addDrawn, describe, listActions, movingActions, type Core } from "./actions";
import * as edits from "./edits";
import { Gestures, type Host } from "./gestures";
import { currentMode, drawingModes, type Mode } from "./modes";
import { locate, selectionOf, type Selection } from "./selection";
import { hasVertices } from "./tools/grip";

export interface EditorInput extends ViewProps {
  model: ShapeModel;
  spansKey: string;
  space: Size | null;
  stage: Stage;
  active: string | null;
}

export type ImageEditor = ReturnType<typeof useImageEditor>;

const NO_SIZE: Size = { width: 0, height: 0 };

/** The task's list, what is selected in it, and the one way to change it. */
function useShapes(props: EditorInput) {
  const { task, spansKey, model, readOnly = false } = props;
  const spans = spansOf(task, spansKey);
  const [selection, setSelection] = useState<Selection | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<ImageSpan>>(() => new Set());
  /** Edits of the same shape that follow each other are one step for undo. */
  const series = useRef<{ name: string; spans: edits.Spans } | null>(null);
  const selected = locate(selection, spans);
  const drawn = model.shapes.find(({ index }) => index === selected);
  const corners = drawn && hasVertices(drawn.shape) ? drawn.shape.points.length : 0;

  const edit: Core["edit"] = (change, name = "", atVertex = -1) => {
    if (!change || readOnly) return false;
    const isSeries = name !== "" && series.current?.name === name && series.current.spans === spans;
    props.update({ [spansKey]: change.spans }, { undoable: !isSeries });
    series.current = name ? { name, spans: change.spans } : null;
    setSelection(selectionOf(change.spans, change.selected, atVertex));
    // What is hidden stays so when it gets another label or a lock.
    const isHidden = (span: ImageSpan | undefined) => span !== undefined && hidden.has(span);
    const isSameLength = change.spans.length === spans.length;
    const now = change.spans.filter((span, i) => span !== spans[i] && isSameLength && isHidden(spans[i]));
    if (now.length > 0) setHidden(new Set([...hidden, ...now]));
    return true;
  };
  const toggleHidden = (one: DrawnShape | undefined = drawn) => {
    if (!one) return;
    const next = new Set(hidden);
    if (!next.delete(one.span)) next.add(one.span);
    setHidden(next);
  };
  const vertex = Math.min(selection?.vertex ?? -1, corners - 1);
  return { spans, selected, drawn, vertex, setSelection, hidden, toggleHidden, edit };
}

/** Tells the gestures what there is, and does what comes of them. */
function useGestures(props: EditorInput, core: Core, hidden: ReadonlySet<ImageSpan>, mode: Mode): Gestures {
  const { config, stage, readOnly = false } = props;
  const { spans, selected, model, size } = core;
  const scene = useStable(() => {
    const shapes: (Shape | null)[] = spans.map(() => null);
    for (const one of model.shapes) if (!hidden.has(one.span)) shapes[one.index] = one.shape;
    return { mode, shapes, selected, isReadOnly: readOnly, isLocked: (index: number) => spans[index]?.locked === true };
  });
  const host: Host = {
    scene,
    size: useStable(() => size),
    drawsFromCenter: useStable(() => config.image_manual_from_center === true),
    add: useStable((shape: Shape) => addDrawn(core, shape)),
    replace: useStable((index: number, shape: Shape, atVertex: number) => {
      core.edit(edits.replaceShape(spans, index, shape), "", atVertex);
    }),
    select: useStable(core.select),
  };
  const [gestures] = useState(() => new Gestures(stage, host));
  return gestures;
}

export function useImageEditor(props: EditorInput) {
  const { task, original, config, model, spansKey, stage, active, readOnly = false, t } = props;
  const { setSelection, toggleHidden, hidden, ...shapes } = useShapes(props);
  const { spans, selected, drawn, vertex, edit } = shapes;
  const [message, say] = useState("");
  const clipboard = useViewState<ImageSpan | null>("image clipboard", null);
  const kinds = useMemo(() => drawingModes(config), [config]);
  const [chosen, choose] = useViewState<Mode | null>("image mode", null);
  const mode = currentMode(chosen, kinds);
  const isChanged = useMemo(
    () => !isSameList(spans, spansOf(original, spansKey)) || (spansKey in task && !(spansKey in original)),
    [spans, original, spansKey, task],
  );
  const size = props.space ?? NO_SIZE;
  const kind = mode === "select" ? kinds[0]! : mode;
  const select = (index: number, atVertex: number) => setSelection(selectionOf(spans, index, atVertex));
  const core: Core = { spans, model, size, stage, drawn, selected, vertex, active, kind, edit, select, say, t };
  const gestures = useGestures(props, core, hidden, mode);
  return {
    ...core,
    ...movingActions(core),
    ...listActions(core, clipboard),
    mode,
    kinds,
    hidden,
    toggleHidden,
    message,
    isChanged,
    canEdit: drawn !== undefined && !drawn.isLocked && !readOnly,
    gestures,
    describe: (one: DrawnShape) => describe(core, one),
    /** Whether a shape that was not there at first has no label. */
    hasUnlabelled: () => spans.some((one) => (one.label ?? "") === "" && !spansOf(original, spansKey).includes(one)),
    setMode(next: Mode) {
      if (next !== mode) gestures.abandon();
      choose(next);
    },
    /** Leave what is being drawn, then the corner, then the shape. */
    exit() {
      if (!gestures.abandon()) setSelection(vertex >= 0 ? selectionOf(spans, selected) : null);
    },
    reset() {
      gestures.abandon();
      setSelection(null);
      if (isChanged) props.update({ [spansKey]: original[spansKey] });
    },
  };
}

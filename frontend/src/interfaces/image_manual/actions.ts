/** What can be done with the shapes that are there, from keys, buttons and the list. */
import { resizeBox } from "../../geometry/drag";
import { imagePoint, type Size } from "../../geometry/points";
import { boxOf, moveShape, stretchShape, type Shape, type ShapeKind } from "../../geometry/shapes";
import { deleteVertex, insertVertex, middle, moveVertex } from "../../geometry/vertices";
import { visibleBox } from "../../geometry/viewport";
import type { Translate } from "../../i18n/translate";
import type { ImageSpan } from "../../model/parts";
import type { DrawnShape, ShapeModel } from "../shared/image/drawnShapes";
import type { Stage } from "../shared/image/stage";
import * as edits from "./edits";
import { hasVertices } from "./tools/grip";

/** The editor at a moment. */
export interface Core {
  spans: edits.Spans;
  model: ShapeModel;
  size: Size;
  stage: Stage;
  /** The selected shape, its index (-1 for none), and the corner that keys mean (-1 for none). */
  drawn: DrawnShape | undefined;
  selected: number;
  vertex: number;
  /** The label of new shapes. */
  active: string | null;
  /** The kind of new shapes. */
  kind: ShapeKind;
  /** name: Of a series of edits that is undone in one step. RETURNS: Whether there was something to edit. */
  edit(change: edits.Edit | null, name?: string, atVertex?: number): boolean;
  select(index: number, atVertex: number): void;
  say(message: string): void;
  t: Translate;
}

export const describe = ({ t }: Pick<Core, "t">, { label, shape }: DrawnShape): string =>
  t("shape_text", { label: label ?? "–", kind: t(shape.kind) });

const sayAdded = ({ say, active, t }: Core, { kind }: Shape) =>
  say(t("shape_added", { text: t("shape_text", { label: active ?? "–", kind: t(kind) }) }));

/** A shape that was drawn. One without a label stays selected, so that it gets one. */
export function addDrawn(core: Core, shape: Shape): void {
  const { edit, spans, active } = core;
  edit({ ...edits.addShape(spans, shape, active), selected: active === null ? spans.length : -1 });
  sayAdded(core, shape);
}

/** Another outline for a shape that may be changed. RETURNS: Whether there is one. */
function change(core: Core, run: (shape: Shape) => Shape | null, name = "", vertex = core.vertex): boolean {
  const { drawn, spans, edit } = core;
  const shape = drawn && !drawn.isLocked ? run(drawn.shape) : null;
  return shape && drawn ? edit(edits.replaceShape(spans, drawn.index, shape), name, vertex) : false;
}

/** From one shape or corner to the next, and moving them. */
export function movingActions(core: Core) {
  const { model, size, stage, drawn, selected, vertex, select, say, t } = core;
  return {
    /** From one shape to the next, in the order of the list. */
    step(by: 1 | -1) {
      const all = model.shapes;
      if (all.length === 0) return;
      const place = all.findIndex(({ index }) => index === selected);
      const next = all[place < 0 ? (by > 0 ? 0 : all.length - 1) : (place + by + all.length) % all.length]!;
      select(next.index, -1);
      stage.reveal(next.box);
      say(t("shape_selected", { text: describe(core, next) }));
    },
    stepVertex(by: 1 | -1) {
      if (!drawn || !hasVertices(drawn.shape)) return;
      const { length } = drawn.shape.points;
      select(selected, vertex < 0 ? (by > 0 ? 0 : length - 1) : (vertex + by + length) % length);
    },
    /** Px of the picture. Moves the corner that is meant, or all of the shape. */
    nudge(dx: number, dy: number) {
      const run = (shape: Shape) => {
        const point = shape.points[vertex];
        if (!point) return moveShape(shape, dx, dy, size);
        return moveVertex(shape, vertex, imagePoint(point[0] + dx, point[1] + dy), size);
      };
      change(core, run, `nudge ${selected} ${vertex}`);
    },
    /** Moves the right and the lower edge. */
    resize(dx: number, dy: number) {
      const run = (shape: Shape) => {
        const box = boxOf(shape.points);
        const to = imagePoint(box.x + box.width + dx, box.y + box.height + dy);
        return stretchShape(shape, resizeBox(box, { x: dx ? 1 : 0, y: dy ? 1 : 0 }, to, { size }));
      };
      change(core, run, `resize ${selected}`);
    },
    removeVertex: () => change(core, (shape) => deleteVertex(shape, vertex), "", -1),
    addVertex() {
      const points = drawn?.shape.points ?? [];
      const [here, next] = [points[vertex], points[(vertex + 1) % points.length]];
      if (here && next) change(core, (shape) => insertVertex(shape, vertex, middle(here, next), size), "", vertex + 1);
    },
  };
}

/** New shapes, copies, other labels, and the end of shapes. */
export function listActions(core: Core, clipboard: [ImageSpan | null, (span: ImageSpan) => void]) {
  const { spans, size, stage, drawn, vertex, active, kind, edit, say, t } = core;
  const [copied, setCopied] = clipboard;
  return {
    remove(one: DrawnShape | undefined = drawn) {
      if (!one) return;
      if (one.isLocked) say(t("shape_is_locked", { text: describe(core, one) }));
      else if (edit(edits.deleteShape(spans, one.index))) say(t("shape_deleted", { text: describe(core, one) }));
    },
    relabel(label: string, colorOf: (label: string) => string, one: DrawnShape | undefined = drawn) {
      if (one && !one.isLocked) edit(edits.relabelShape(spans, one.index, label, colorOf), "", vertex);
    },
    toggleLock: (one: DrawnShape | undefined = drawn) => one && edit(edits.toggleLock(spans, one.index)),
    hasCopied: copied !== null,
    copy: () => drawn && setCopied(drawn.span),
    paste: () => copied && edit(edits.pasteShape(spans, copied, size)),
    duplicate: () => drawn && edit(edits.pasteShape(spans, drawn.span, size)),
    /** A new shape in the middle of what is seen, for those who draw by keys. */
    create() {
      const shape = edits.middleShape(kind, visibleBox(stage.viewport, stage.scene));
      edit(edits.addShape(spans, shape, active));
      sayAdded(core, shape);
    },
  };
}

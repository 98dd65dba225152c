/** Mouse and finger on the drawing: what the browser reports becomes what the editor does. */
import type { MouseEvent, PointerEvent } from "react";
import { isTextField } from "../../keymap/dispatcher";
import type { Graph } from "../shared/arcs/graph";
import type { Units } from "../shared/arcs/units";
import type { TokenPointerHandlers } from "../shared/tokens/useTokenPointer";
import { readClick } from "./clicks";
import type { RelationEditor } from "./useRelationEditor";
import type { UnitCursor } from "./useUnitKeys";

/** What happens to tokens in span mode. */
export function tokenHandlers(editor: RelationEditor, cursor: UnitCursor, units: Units): TokenPointerHandlers {
  return {
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
  };
}

interface FrameInput {
  editor: RelationEditor;
  cursor: UnitCursor;
  graph: Graph;
  /** Position in the list of arcs of each arc that is drawn. */
  shown: readonly number[];
  readOnly: boolean;
  onFocus(unit: number, arc: number): void;
}

/** What happens to units and arcs; clicks count in relation mode. */
export function frameHandlers({ editor, cursor, graph, shown, readOnly, onFocus }: FrameInput) {
  const unitOf = (target: Element) => graph.units.ofToken[dataIndex(target, "unit")] ?? -1;
  return {
    onClick(event: MouseEvent) {
      if (editor.mode === "spans" || readOnly) return;
      const target = event.target as Element;
      const hit = {
        arc: dataIndex(target, "relation"),
        isRemove: target.closest("[data-relation-remove]") !== null,
        unit: unitOf(target),
        count: event.detail,
      };
      const click = readClick(hit, shown, editor.head >= 0);
      if (click === null) return;
      if (click.type === "deleteArc") editor.deleteArc(graph.arcs[click.arc]);
      else if (click.type === "pressArc") editor.pressArc(click.arc);
      else if (click.type === "clear") editor.clear();
      else {
        if (click.isByPointer) cursor.leave(click.unit);
        editor.pick(click.unit, event.shiftKey);
      }
    },
    onMouseDown(event: MouseEvent) {
      if (event.button !== 0) return;
      // No native selection and no change of focus. Letters would otherwise still go into a field that looks left.
      event.preventDefault();
      if (isTextField(document.activeElement)) (document.activeElement as HTMLElement).blur();
    },
    onPointerOver(event: PointerEvent) {
      if (event.pointerType === "touch") return;
      const target = event.target as Element;
      onFocus(unitOf(target), shown[dataIndex(target, "relation")] ?? -1);
    },
    onPointerLeave: () => onFocus(-1, -1),
  };
}

function dataIndex(target: Element, name: "unit" | "relation"): number {
  const found = target.closest<HTMLElement | SVGElement>(`[data-${name}]`);
  return found ? Number(found.dataset[name]) : -1;
}

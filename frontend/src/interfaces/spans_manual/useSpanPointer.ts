/** Mouse and finger on the text: what the browser reports becomes what the editor does. */
import { useRef, type RefObject } from "react";
import type { ViewProps } from "../types";
import type { TokenRange } from "../../text/alignSpans";
import type { LaneSpan } from "../shared/lanes/laneSpan";
import { raisedKey } from "../shared/lanes/raise";
import type { SpanEditor } from "../shared/tokenEditor/useSpanEditor";
import type { TokenCursor } from "../shared/tokenEditor/useTokenKeys";
import { useTokenPointer, type TokenPointer, type TokenPointerHandlers } from "../shared/tokens/useTokenPointer";
import { spansAt } from "./model";
import { placeAt, placeBelow, readPlace } from "./places";
import { readPress, stackAt } from "./presses";
import type { ChooserPlace } from "./SpanChooser";

interface PointerInput extends Pick<ViewProps, "config" | "readOnly" | "t"> {
  container: RefObject<HTMLElement | null>;
  editor: SpanEditor;
  cursor: TokenCursor;
  spans: readonly LaneSpan[];
  selected: LaneSpan | undefined;
  /** The span that this range with the active label would repeat. */
  findDrawn(range: TokenRange): LaneSpan | undefined;
  openChooser(found: readonly LaneSpan[], place: ChooserPlace): void;
  remove(span: LaneSpan): void;
}

export function useSpanPointer(input: PointerInput): TokenPointer {
  const { container, editor, cursor, spans, selected, config, readOnly = false, openChooser, remove } = input;
  /** The last click hit a span: the second click of a double click then makes no new one. */
  const hitSpan = useRef(false);
  const byKey = (key: number) => spans.find((span) => span.key === key);
  const isSelecting = (event: { altKey: boolean } | null) => event?.altKey === true || config.span_click === "select";

  const pressSpan = (span: LaneSpan, target: Element, event: MouseEvent | null, place: ChooserPlace) => {
    const stack = stackAt(spans, span, readPlace(target));
    if (stack.length > 1) return openChooser(stack, place);
    const press = { isTouch: event === null, isSelecting: isSelecting(event), readOnly };
    if (readPress(span, selected === span, press) === "remove") remove(span);
    else editor.selectSpan(span);
  };

  /** Same words, same label: nothing is added, and the span that is there shows itself. */
  const select = (range: TokenRange, anchor: number, isTouch: boolean) => {
    const drawn = input.findDrawn(range);
    editor.select(range, anchor, isTouch);
    if (!drawn || drawn.isSuggested || readOnly || config.ner_manual_require_click) return;
    editor.selectSpan(drawn);
    editor.say(input.t("span_exists", { text: editor.describe(drawn.span) }));
  };

  const handlers: TokenPointerHandlers = {
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
      if (!span || editor.pending) return editor.tap(position);
      pressSpan(span, target, null, placeBelow(container.current, position) ?? { x: 0, y: 0 });
    },
    onHold: (position) => editor.hold(position, false),
    onRemove: (key) => {
      const span = byKey(key);
      if (span) remove(span);
    },
  };
  return useTokenPointer(container, handlers, !readOnly);
}

/** Mouse and finger on the text: what the browser reports becomes what the editor does. */
import type { RefObject } from "react";
import type { ViewProps } from "../types";
import type { LaneSpan } from "../shared/lanes/laneSpan";
import type { SpanEditor } from "../shared/tokenEditor/useSpanEditor";
import type { TokenCursor } from "../shared/tokenEditor/useTokenKeys";
import { useTokenPointer, type TokenPointer } from "../shared/tokens/useTokenPointer";

interface PointerInput extends Pick<ViewProps, "config" | "readOnly"> {
  container: RefObject<HTMLElement | null>;
  editor: SpanEditor;
  cursor: TokenCursor;
  spans: readonly LaneSpan[];
  at(position: number): LaneSpan | undefined;
}

export function useTagPointer(input: PointerInput): TokenPointer {
  const { container, editor, cursor, spans, at, config, readOnly } = input;
  const tag = (position: number) => editor.select({ from: position, to: position }, position, false);

  /** A click goes round: bare, tagged, bare again. */
  const press = (position: number, isSelecting: boolean) => {
    const span = at(position);
    if (!span) {
      editor.clear();
      tag(position);
    } else if (isSelecting || span.isLocked || span.isSuggested) editor.selectSpan(span);
    else {
      editor.emit(span.span);
      editor.remove(span);
    }
  };

  return useTokenPointer(
    container,
    {
      onPress: (position) => cursor.leave(position),
      onSelect: editor.select,
      // The clicks before have already tagged or cleared the token: the end of a double click is always a tag.
      onDoubleClick: (position) => {
        if (!at(position)) tag(position);
      },
      onClick: (position, event) => {
        if (event.detail > 1) return;
        if (position === null) editor.clear();
        else press(position, event.altKey || config.span_click === "select");
      },
      onTap: (position) => {
        const span = at(position);
        if (editor.pending) editor.tap(position);
        // First the tag shows its ×; a second tap deletes.
        else if (span && editor.selected !== span) editor.selectSpan(span);
        else press(position, config.span_click === "select");
      },
      onHold: (position) => editor.hold(position, false),
      onRemove: (key) => {
        const span = spans.find((one) => one.key === key);
        if (span) editor.remove(span);
      },
    },
    !readOnly,
  );
}

/** What clicks, drags and touches mean where spans never overlap. */
import type { RefObject } from "react";
import type { ViewProps } from "../../types";
import type { SpanEditor } from "./useSpanEditor";
import type { TokenCursor } from "./useTokenKeys";
import { useTokenPointer } from "../tokens/useTokenPointer";

interface PressesInput extends Pick<ViewProps, "config" | "readOnly"> {
  container: RefObject<HTMLDivElement | null>;
  editor: SpanEditor;
  cursor: TokenCursor;
}

export function useSpanPresses({ container, editor, cursor, config, readOnly }: PressesInput) {
  const clickSpan = (position: number, isSelecting: boolean) => {
    const span = editor.at(position);
    if (!span) return editor.clear();
    if (isSelecting || span.isLocked || span.isSuggested || readOnly) return editor.selectSpan(span);
    editor.emit(span.span);
    editor.remove(span);
  };

  return useTokenPointer(
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
        if (editor.pending || !span) editor.tap(position);
        // First the span shows its ×; a second tap deletes, unless clicks are meant to select.
        else if (editor.selected !== span) editor.selectSpan(span);
        else if (config.span_click !== "select") editor.remove(span);
      },
      onHold: (position) => editor.hold(position, false),
      onRemove: (position) => void editor.remove(editor.at(position)),
    },
    !readOnly,
  );
}

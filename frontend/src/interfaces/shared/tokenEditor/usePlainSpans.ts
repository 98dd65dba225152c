/** What annotators can do in a view of spans that never overlap: by pointer, finger and keys. */
import { useId, useRef } from "react";
import { useKept } from "../../../hooks/useKept";
import type { PaletteName } from "../../../model/theme";
import { spanAt } from "../../../text/alignSpans";
import { useShortcuts } from "../../../keymap/react";
import type { ViewProps } from "../../types";
import { useScrollToFirstSpan } from "../useScrollToFirstSpan";
import { tokenShortcuts } from "./shortcuts";
import { spanModel, type SpanModel } from "./spanModel";
import { useSpanEditor } from "./useSpanEditor";
import { useSpanPresses } from "./useSpanPresses";
import { useTokenKeys } from "./useTokenKeys";
import { useLabelChoice, useTokenView } from "./useTokenView";

/** palette: Where labels get their colours from; without one they share the highlight of the theme. */
export function usePlainSpans(props: ViewProps, palette?: PaletteName) {
  const { task, config, theme, readOnly, t } = props;
  const container = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const view = useTokenView(props, palette);
  const { tokens, gaps, rules, labels, active, setActive } = view;

  const model = useKept<SpanModel>(
    (before) => spanModel(task.spans, tokens, labels, theme, before?.spans, palette),
    [task.spans, tokens, labels, theme, palette],
  );
  const editor = useSpanEditor({ ...props, tokens, gaps, model, active, setActive });
  const cursor = useTokenKeys(container, tokens, rules, (position, selection) => {
    const span = selection ? undefined : spanAt(model.spans, position);
    if (span) editor.say(editor.describe(span.span));
  });
  const focused = editor.selected ?? (cursor.isActive && !cursor.selection ? editor.at(cursor.position) : undefined);

  const { preview, isDragging } = useSpanPresses({ container, editor, cursor, config, readOnly });
  const choose = useLabelChoice({ view, editor, cursor, focused, readOnly });
  useShortcuts(
    readOnly
      ? []
      : tokenShortcuts({
          editor,
          cursor,
          spans: model.spans,
          focused,
          canFilter: view.canFilter,
          openFilter: () => view.setFiltering(true),
          t,
        }),
  );
  useScrollToFirstSpan(container, task._task_hash);
  return { container, helpId, view, model, editor, cursor, focused, preview, isDragging, choose };
}

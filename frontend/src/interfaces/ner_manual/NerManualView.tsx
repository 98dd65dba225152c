/** Highlight spans of tokens: drag, double-click, touch or keys. Spans never overlap. */
import { useId, useRef } from "react";
import { useKept } from "../../hooks/useKept";
import type { ViewProps } from "../types";
import { spanAt } from "../../text/alignSpans";
import { useShortcuts } from "../../keymap/react";
import { TokenText } from "../shared/tokens/TokenText";
import { useSpanPresses } from "./useSpanPresses";
import { useScrollToFirstSpan } from "../shared/useScrollToFirstSpan";
import { spanModel, type SpanModel } from "./model";
import { tokenShortcuts } from "../shared/tokenEditor/shortcuts";
import { TokenFrame } from "../shared/tokenEditor/TokenFrame";
import { useSpanEditor } from "../shared/tokenEditor/useSpanEditor";
import { useTokenKeys } from "../shared/tokenEditor/useTokenKeys";
import { useLabelChoice, useTokenView } from "../shared/tokenEditor/useTokenView";

export default function NerManualView(props: ViewProps) {
  const { task, config, theme, readOnly, t } = props;
  const container = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const view = useTokenView(props);
  const { tokens, gaps, rules, labels, active, setActive } = view;

  const model = useKept<SpanModel>(
    (before) => spanModel(task.spans, tokens, labels, theme, before?.spans),
    [task.spans, tokens, labels, theme],
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

  return (
    <TokenFrame
      {...{ view, editor, container, helpId, config, t, readOnly }}
      spans={model.spans}
      counts={model}
      focused={focused}
      isDragging={isDragging}
      onChoose={choose}
    >
      <TokenText
        tokens={tokens}
        gaps={gaps}
        spans={model.spans}
        selection={editor.pending?.range ?? cursor.selection}
        preview={preview}
        selectionColor={view.selectionColor}
        cursor={readOnly ? -1 : cursor.position}
        selectedSpan={editor.selected?.from ?? null}
        style={view.style}
        config={config}
        containerRef={container}
        label={t("text_tokens")}
        describedBy={helpId}
        removeLabel={readOnly ? null : t("remove_span", { label: "{label}" })}
      />
    </TokenFrame>
  );
}

/** Highlight spans of tokens: drag, double-click, touch or keys. Spans never overlap. */
import type { ViewProps } from "../types";
import { TokenText } from "../shared/tokens/TokenText";
import { TokenFrame } from "../shared/tokenEditor/TokenFrame";
import { usePlainSpans } from "../shared/tokenEditor/usePlainSpans";

export default function NerManualView(props: ViewProps) {
  const { config, readOnly, t } = props;
  const { container, helpId, view, model, editor, cursor, focused, preview, isDragging, choose } = usePlainSpans(props);
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
        tokens={view.tokens}
        gaps={view.gaps}
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

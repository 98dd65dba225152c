/** One tag per token: click, drag, touch or keys. */
import { useId, useMemo, useRef, type RefObject } from "react";
import { useKept } from "../../hooks/useKept";
import type { ViewProps } from "../types";
import { useShortcuts } from "../../keymap/react";
import { ONE_PER_TOKEN } from "../../text/spanRules";
import { tokenShortcuts } from "../shared/tokenEditor/shortcuts";
import { TokenFrame } from "../shared/tokenEditor/TokenFrame";
import { useSpanEditor } from "../shared/tokenEditor/useSpanEditor";
import { useTokenKeys } from "../shared/tokenEditor/useTokenKeys";
import { useLabelChoice, useTokenView, type TokenView } from "../shared/tokenEditor/useTokenView";
import { tokenWidths, type LaneSpan } from "../shared/lanes/laneSpan";
import { LaneText } from "../shared/lanes/LaneText";
import { useScrollToFirstSpan } from "../shared/useScrollToFirstSpan";
import { tagModel, type TagModel } from "./model";
import { useTagPointer } from "./useTagPointer";

/** Actions of ner_manual that make no sense for spans of one token. */
const WITHOUT = new Set(["grow_start", "grow_end", "shrink_start", "shrink_end"]);

/** One tag per token, and what edits them. */
function useTags(props: ViewProps, view: TokenView, container: RefObject<HTMLDivElement | null>) {
  const { task, theme } = props;
  const { tokens, gaps, rules, labels, active, setActive } = view;
  const widthAt = useMemo(() => tokenWidths(tokens, gaps), [tokens, gaps]);
  const model = useKept<TagModel>(
    (before) => tagModel(task.spans, tokens, widthAt, labels, theme, before?.spans),
    [task.spans, tokens, widthAt, labels, theme],
  );
  const { spans } = model;
  const editor = useSpanEditor({ ...props, tokens, gaps, model, active, setActive, spanRules: ONE_PER_TOKEN });
  const selected = editor.selected as LaneSpan | undefined;
  const at = (position: number) => editor.at(position) as LaneSpan | undefined;
  const cursor = useTokenKeys(container, tokens, rules, (position, selection) => {
    if (selected && (position < selected.from || position > selected.to)) editor.clear();
    const span = selection ? undefined : at(position);
    if (span) editor.say(editor.describe(span.span));
  });
  const focused = selected ?? (cursor.isActive && !cursor.selection ? at(cursor.position) : undefined);
  return { model, spans, editor, selected, at, cursor, focused };
}

export default function PosManualView(props: ViewProps) {
  const { task, config, readOnly, t } = props;
  const container = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const view = useTokenView(props);
  const { tokens, gaps } = view;
  const { model, spans, editor, selected, at, cursor, focused } = useTags(props, view, container);
  const { preview, isDragging } = useTagPointer({ container, editor, cursor, spans, at, config, readOnly });
  const choose = useLabelChoice({ view, editor, cursor, focused, labelsToken: true, readOnly });
  useShortcuts(
    readOnly
      ? []
      : tokenShortcuts({
          editor,
          cursor,
          spans,
          focused,
          canFilter: view.canFilter,
          openFilter: () => view.setFiltering(true),
          t,
        }).filter(({ action }) => !WITHOUT.has(action)),
  );
  useScrollToFirstSpan(container, task._task_hash);

  return (
    <TokenFrame
      {...{ view, editor, container, helpId, config, t, readOnly, spans }}
      counts={model}
      isDragging={isDragging}
      onChoose={choose}
    >
      <LaneText
        tokens={tokens}
        gaps={gaps}
        spans={spans}
        selection={editor.pending?.range ?? cursor.selection}
        preview={preview}
        selectionColor={view.selectionColor}
        cursor={readOnly ? -1 : cursor.position}
        selected={selected}
        style={view.style}
        config={config}
        containerRef={container}
        label={t("text_tokens")}
        describedBy={helpId}
        removeLabel={readOnly ? null : t("remove_span", { label: "{label}" })}
        variant="tags"
      />
    </TokenFrame>
  );
}

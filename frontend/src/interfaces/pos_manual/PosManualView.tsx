/** One tag per token: click, drag, touch or keys. */
import { useId, useMemo, useRef } from "react";
import { useKept } from "../../hooks/useKept";
import type { ViewProps } from "../types";
import { useShortcuts } from "../../keymap/react";
import { ONE_PER_TOKEN } from "../../text/spanRules";
import { tokenShortcuts } from "../shared/tokenEditor/shortcuts";
import { TokenFrame } from "../shared/tokenEditor/TokenFrame";
import { useSpanEditor } from "../shared/tokenEditor/useSpanEditor";
import { useTokenKeys } from "../shared/tokenEditor/useTokenKeys";
import { useLabelChoice, useTokenView } from "../shared/tokenEditor/useTokenView";
import { tokenWidths, type LaneSpan } from "../shared/lanes/laneSpan";
import { LaneText } from "../shared/lanes/LaneText";
import { useTokenPointer } from "../shared/tokens/useTokenPointer";
import { useScrollToFirstSpan } from "../shared/useScrollToFirstSpan";
import { tagModel, type TagModel } from "./model";

/** Actions of ner_manual that make no sense for spans of one token. */
const WITHOUT = new Set(["grow_start", "grow_end", "shrink_start", "shrink_end"]);

export default function PosManualView(props: ViewProps) {
  const { task, config, theme, readOnly, t } = props;
  const container = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const view = useTokenView(props);
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

  /** A click goes round: bare, tagged, bare again. */
  const press = (position: number, isSelecting: boolean) => {
    const span = at(position);
    if (!span) {
      editor.clear();
      editor.select({ from: position, to: position }, position, false);
    } else if (isSelecting || span.isLocked || span.isSuggested) editor.selectSpan(span);
    else {
      editor.emit(span.span);
      editor.remove(span);
    }
  };

  const { preview, isDragging } = useTokenPointer(
    container,
    {
      onPress: (position) => cursor.leave(position),
      onSelect: editor.select,
      // The clicks before have already tagged or cleared the token: the end of a double click is always a tag.
      onDoubleClick: (position) => {
        if (!at(position)) editor.select({ from: position, to: position }, position, false);
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
        else if (span && selected !== span) editor.selectSpan(span);
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

/** A chat, or the trace of an agent: read it, mark what is wrong in it, and say why. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import { useKept } from "../../hooks/useKept";
import { useNewest } from "../../hooks/useNewest";
import { useStable } from "../../hooks/useStable";
import { useShortcuts } from "../../keymap/react";
import { onCheck, onFlush } from "../../model/pendingInputs";
import { LabelBar } from "../../ui/LabelBar";
import { ResetButton, ToolButton } from "../../ui/ToolButton";
import { barSettings, labelShortcuts } from "../shared/labelBarParts";
import type { Openness } from "../shared/messages/MessageView";
import { readMessages, type Message } from "../shared/messages/readMessages";
import { Notice } from "../shared/Notice";
import type { ViewProps } from "../types";
import { AnnotatedMessage } from "./AnnotatedMessage";
import {
  commentsByMessage,
  drawSpans,
  finishTask,
  readMessageLabels,
  type DrawnSpan,
  type MessageSpan,
  type SpanModel,
} from "./annotations";
import { Pending } from "./Pending";
import { rangeOfPlace } from "./places";
import { extendTo, isExtended } from "./selection";
import { conversationShortcuts } from "./shortcuts";
import { bringIntoSight, lineFrom, showMessage } from "./sight";
import { useEditor, type Editor } from "./useEditor";
import { useLabels, type Labels } from "./useLabels";
import { usePointer } from "./usePointer";
import { useOpenness } from "./useOpenness";
import { wordAt } from "./words";
import "../shared/tokenEditor/tokenEditor.css";
import "./conversation.css";

export { finishTask };

const NO_SPANS: readonly DrawnSpan[] = [];
const NO_COMMENTS: readonly never[] = [];
const NO_TAGS: readonly string[] = [];

export default function ConversationView(props: ViewProps) {
  const { task, config, theme, t, readOnly = false } = props;
  const container = useRef<HTMLDivElement>(null);
  const messages = useMemo(() => readMessages(task.messages), [task.messages]);
  const labels = useLabels(props);
  const model = useKept<SpanModel>(
    (before) => drawSpans(task.spans, messages, labels.labels, theme, before),
    [task.spans, messages, labels.labels, theme],
  );
  const { active, setActive } = labels;
  const editor = useEditor({ ...props, messages, model, active, setActive, messageLabels: labels.ofMessages });
  const openness = useOpenness();
  const hovered = useHovered(container);
  useHeldSelection(editor, active);
  useKeys(props, container, messages, model, labels, editor, openness);
  useOwnPointer(container, messages, model, editor);
  useSelectionInSight(container, editor, openness.set);
  const comments = useMemo(() => commentsByMessage(task.comments), [task.comments]);
  const tags = useMemo(() => readMessageLabels(task.message_labels), [task.message_labels]);
  return (
    <>
      <Bar {...props} {...{ labels, editor, openness }} />
      <div className="prodigy-content prodigy-conversation">
        {model.unplaced > 0 && <Notice>{t("message_spans_dropped", { n: model.unplaced })}</Notice>}
        <div ref={container} className={`prodigy-turns${readOnly ? "" : " prodigy-turns-editable"}`}>
          {messages.map((message) => {
            const { index } = message;
            const isHere = editor.selected?.message === index;
            return (
              <AnnotatedMessage
                key={index}
                {...{ message, config, theme, t, readOnly }}
                openness={openness.of(index)}
                onOpenness={openness.set}
                spans={model.byMessage.get(index) ?? NO_SPANS}
                selected={isHere ? editor.selected : undefined}
                selection={editor.selection?.message === index ? editor.selection : null}
                selectionColor={labels.selectionColor}
                isCurrent={editor.current === index}
                isActive={editor.current === index || hovered === index}
                tags={tags[index] ?? NO_TAGS}
                offeredTags={labels.tags}
                onTag={editor.tag}
                comments={comments.get(index) ?? NO_COMMENTS}
                edited={editor.edited?.message === index ? editor.edited.at : null}
                commentActions={editor.commentActions}
              />
            );
          })}
          <Pending {...{ container, editor, labels, t }} />
        </div>
        <p className="prodigy-visually-hidden" aria-live="polite">
          {editor.spoken}
        </p>
      </div>
    </>
  );
}

interface BarProps extends ViewProps {
  labels: Labels;
  editor: Editor;
  openness: ReturnType<typeof useOpenness>;
}

function Bar({ labels, editor, openness, config, readOnly, t }: BarProps) {
  const choose = useStable(editor.choose);
  const { isAllClosed, toggleAll } = openness;
  const tools = (
    <>
      {!readOnly && <ResetButton isOn={editor.isChanged} onReset={editor.reset} t={t} />}
      <ToolButton name={t("toggle_messages")} hint="⇧o" isPressed={isAllClosed} onPress={toggleAll}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={isAllClosed ? "M5 4h14M5 20h14m-10-9 3-3 3 3m-6 3 3 3 3-3" : "M5 6h14M5 12h14M5 18h14"} />
        </svg>
      </ToolButton>
    </>
  );
  if (readOnly || labels.labels.length === 0)
    return <div className="prodigy-title-wrapper prodigy-label-bar prodigy-conversation-bar">{tools}</div>;
  return (
    <LabelBar
      labels={labels.labels}
      active={labels.active}
      onSelect={choose}
      colors={labels.colors}
      keys={labels.keys}
      {...barSettings(config)}
      t={t}
      isFiltering={labels.isFiltering}
      {...(labels.canFilter ? { onFilter: labels.setFiltering } : {})}
    >
      {tools}
    </LabelBar>
  );
}

/** The message below the mouse; fingers have the current one. */
function useHovered(container: RefObject<HTMLElement | null>): number | null {
  const [hovered, setHovered] = useState<number | null>(null);
  useEffect(() => {
    const box = container.current;
    if (!box) return;
    const stop = new AbortController();
    const onOver = (event: PointerEvent) => {
      if (event.pointerType === "touch") return;
      const index = (event.target as Element).closest<HTMLElement>("[data-message]")?.dataset.message;
      setHovered(index === undefined ? null : Number(index));
    };
    box.addEventListener("pointerover", onOver, { signal: stop.signal });
    box.addEventListener("pointerleave", () => setHovered(null), { signal: stop.signal });
    return () => stop.abort();
  }, [container]);
  return hovered;
}

/** What is selected when the task is accepted gets the active label, or says why the answer is held. */
function useHeldSelection(editor: Editor, active: string | null): void {
  const newest = useNewest({ editor, active });
  useEffect(() => {
    const held = () => {
      const { selection, readOnly } = newest.current.editor;
      return selection && !readOnly && (selection.by !== "keys" || isExtended(selection)) ? selection : null;
    };
    const stopFlushing = onFlush((answer) => {
      const [selection, { active, editor }] = [held(), newest.current];
      if (answer === "accept" && selection && active !== null) editor.mark(selection, active);
    });
    const stopChecking = onCheck(() => held() === null || newest.current.active !== null || "selection_unlabelled");
    return () => {
      stopFlushing();
      stopChecking();
    };
  }, [newest]);
}

function useKeys(
  { t, readOnly }: ViewProps,
  container: RefObject<HTMLElement | null>,
  messages: readonly Message[],
  model: SpanModel,
  labels: Labels,
  editor: Editor,
  openness: ReturnType<typeof useOpenness>,
): void {
  const isFocused = () => document.activeElement?.matches("[data-message]") ?? false;
  // What opens or closes above moves everything.
  const stay = () => requestAnimationFrame(() => showMessage(container.current, editor.current));
  useShortcuts(
    conversationShortcuts({
      editor,
      messages,
      spans: model.all,
      isFocused,
      goTo: (index) => {
        editor.go(index);
        showMessage(container.current, index);
      },
      opennessOf: openness.of,
      setOpenness: (index, next) => {
        openness.set(index, next);
        stay();
      },
      toggleAll: () => {
        openness.toggleAll();
        stay();
      },
      stepLine: (step, isExtending) => {
        const [box, { selection }] = [container.current, editor];
        const message = selection && messages[selection.message];
        const point = box && selection ? lineFrom(box, selection, step) : null;
        const text = message && point ? editor.textOf(message, point.field) : undefined;
        if (!selection || !point || text === undefined) return false;
        const word = wordAt(text, point.offset);
        const isSame = point.message === selection.message && point.field === selection.field;
        if (isExtending && isSame) editor.select(extendTo(selection, word));
        else if (!isExtending) editor.selectWord({ ...point, ...word });
        return true;
      },
      canFilter: labels.canFilter,
      openFilter: () => labels.setFiltering(true),
      t,
    }),
  );
  const tagKeys = labels.tags.map(([, key]) => key);
  useShortcuts(
    readOnly
      ? []
      : [
          ...labelShortcuts(labels.labels, labels.keys, editor.choose),
          ...labelShortcuts(labels.ofMessages, tagKeys, (label) => editor.tag(editor.current, label)).map(
            (shortcut) => ({ ...shortcut, action: `message_${shortcut.action}` }),
          ),
        ],
    "labels",
  );
}

function useOwnPointer(
  container: RefObject<HTMLElement | null>,
  messages: readonly Message[],
  model: SpanModel,
  editor: Editor,
): void {
  /** What the second click of a triple one has made. */
  const made = useRef<MessageSpan | undefined>(undefined);
  const newestSpans = useNewest(model.all);
  usePointer(container, {
    onTouch: editor.touch,
    onSelect: (place, by, { isExact, clicks }) => {
      if (editor.readOnly) return;
      const before = clicks >= 3 ? made.current : undefined;
      editor.pick(place, by, isExact, before);
      window.getSelection()?.removeAllRanges();
    },
    onPress: (point, isTouch) => {
      const { selection } = editor;
      const message = messages[point.message];
      const text = message && editor.textOf(message, point.field);
      if (text === undefined) return;
      const isSame = selection?.message === point.message && selection.field === point.field;
      if (isTouch && selection && isSame) return editor.select(extendTo(selection, wordAt(text, point.offset)));
      const here = newestSpans.current.filter(
        (span) =>
          span.message === point.message &&
          span.field === point.field &&
          span.from <= point.offset &&
          span.to > point.offset,
      );
      const stack = here.sort((a, b) => a.to - a.from - (b.to - b.from));
      // Where several lie upon each other, every press leads to the next one.
      const at = editor.selected ? stack.indexOf(editor.selected) : -1;
      if (stack.length > 0) editor.selectSpan(stack[(at + 1) % stack.length], false);
      else editor.clear();
    },
    onChip: (chip, label, isTouch) => {
      const hit = newestSpans.current.find(
        ({ message, field, from, to, span }) =>
          `${message} ${field} ${from} ${to}` === chip && String(span.label ?? "") === label,
      );
      // A finger first selects, so that the × can be seen.
      if (isTouch && hit !== editor.selected) editor.selectSpan(hit, false);
      else editor.remove(hit);
    },
  });
  const { all } = model;
  const known = useRef<readonly MessageSpan[]>([]);
  useEffect(() => {
    made.current = all.find(({ span }) => !known.current.includes(span))?.span;
    known.current = all.map(({ span }) => span);
  }, [all]);
}

/** What keys have selected is seen: its message is opened, and the page follows. */
function useSelectionInSight(
  container: RefObject<HTMLElement | null>,
  { selection, selected, isByKeys }: Editor,
  setOpenness: (index: number, openness: Openness) => void,
): void {
  const shown = isByKeys ? (selected ?? selection) : null;
  useLayoutEffect(() => {
    const box = container.current;
    if (!box || !shown) return;
    if (!rangeOfPlace(box, { ...shown, from: shown.to - 1 })) setOpenness(shown.message, "open");
    const frame = requestAnimationFrame(() => bringIntoSight(box, shown));
    return () => cancelAnimationFrame(frame);
  }, [container, shown, setOpenness]);
}

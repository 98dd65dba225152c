/** Everything that is faster than drawing: snapping, repeating, suggestions, outlines from the recipe. */
import { useEffect, useLayoutEffect } from "react";
import { useNewest } from "../../../hooks/useNewest";
import { onFlush } from "../../../model/pendingInputs";
import { rectOf, boxOf, type Shape } from "../../../geometry/shapes";
import type { Size } from "../../../geometry/points";
import { useShortcuts, type Shortcut } from "../../../keymap/react";
import { spansOf } from "../../shared/image/drawnShapes";
import type { Stage } from "../../shared/image/stage";
import { useViewState } from "../../shared/viewState";
import type { ViewProps } from "../../types";
import type { Spans } from "../edits";
import { isOnPicture } from "../isMine";
import type { ImageEditor } from "../useImageEditor";
import { boxAround } from "./lastBox";
import { NO_GUIDES, pull } from "./snapping";
import { acceptAt, dismissAt, isSuggested, nextSuggestion, suggestedIndexes, withoutSuggestions } from "./suggestions";
import { useCarryOver } from "./useCarryOver";
import { useSegments, type Segments } from "./useSegments";

export interface AssistInput extends ViewProps {
  src: string;
  spansKey: string;
  space: Size | null;
  stage: Stage;
  editor: ImageEditor;
  isMine(): boolean;
}

export interface Assist {
  /** How many suggestions wait. */
  count: number;
  acceptAll(): void;
  dismissAll(): void;
  isSnapping: boolean;
  toggleSnapping(): void;
  segments: Segments;
}

export function useAssist(input: AssistInput): Assist {
  const { config, readOnly = false, editor } = input;
  const [isSnapping, setSnapping] = useViewState("image snap", config.image_manual_snap === true);
  const segments = useSegments(input);
  useCarryOver(input);
  useHelp(input, segments, isSnapping);
  const suggestions = suggestionActions(input);
  useDropped(input);
  const toggleSnapping = () => setSnapping(!isSnapping);
  useShortcuts(readOnly ? [] : assistKeys(input, suggestions, segments, toggleSnapping));
  return { ...suggestions, count: suggestedIndexes(editor.spans).length, isSnapping, toggleSnapping, segments };
}

/** What gestures leave to these tools. */
function useHelp({ editor, space, t }: AssistInput, segments: Segments, isSnapping: boolean): void {
  const [last, setLast] = useViewState<Size | null>("image last box", null);
  const { gestures } = editor;
  const newest = useNewest({ editor, space, segments, isSnapping, last, t });
  useLayoutEffect(
    () =>
      gestures.help({
        pull: (pointer, draft, shapes, isOff) =>
          newest.current.isSnapping !== isOff ? pull(pointer, draft, shapes) : { at: pointer.at, guides: NO_GUIDES },
        click(at, isShift) {
          const { segments: tool, editor: now, space: size, last: box } = newest.current;
          if (tool.isOn && !isShift) {
            tool.ask(at);
            return true;
          }
          if (!isShift || !box || !size || now.mode !== "rect") return false;
          gestures.give(rectOf(boxAround(at, box, size)));
          return true;
        },
        take(shape) {
          if (newest.current.segments.isOn && shape.kind === "rect") {
            newest.current.segments.ask(boxOf(shape.points));
            return true;
          }
          return false;
        },
      }),
    [gestures, newest],
  );
  // The size of the box that was drawn, or changed, last.
  const size = lastSize(editor);
  useEffect(() => {
    if (size) setLast(JSON.parse(size) as Size);
  }, [size, setLast]);
}

function lastSize({ drawn, spans, model }: ImageEditor): string | null {
  const shape: Shape | undefined = drawn?.shape ?? model.shapes.find(({ index }) => index === spans.length - 1)?.shape;
  if (shape?.kind !== "rect") return null;
  const { width, height } = boxOf(shape.points);
  return JSON.stringify({ width, height });
}

function suggestionActions({ editor, stage, t }: AssistInput) {
  const { spans, selected, model } = editor;
  const write = (next: Spans, from: number, message: string) => {
    if (next === spans) return;
    const index = nextSuggestion(next, from);
    editor.edit({ spans: next, selected: index });
    const box = model.shapes.find(({ span }) => span === next[index])?.box;
    if (box) stage.reveal(box);
    editor.say(message);
  };
  const words = () => (editor.drawn ? editor.describe(editor.drawn) : "");
  return {
    isOnSuggestion: isSuggested(spans[selected]),
    accept: () =>
      write(acceptAt(spans, [selected]) as Spans, selected + 1, t("suggestion_accepted", { text: words() })),
    dismiss: () => write(dismissAt(spans, [selected]) as Spans, selected, t("suggestion_dismissed", { text: words() })),
    acceptAll: () => write(acceptAt(spans, suggestedIndexes(spans)) as Spans, 0, t("suggestions_accepted")),
    dismissAll: () => write(dismissAt(spans, suggestedIndexes(spans)) as Spans, 0, t("suggestions_dismissed")),
    first() {
      const index = nextSuggestion(spans, 0);
      editor.select(index, -1);
      const drawn = model.shapes.find((one) => one.index === index);
      if (drawn) {
        stage.reveal(drawn.box);
        editor.say(t("shape_selected", { text: editor.describe(drawn) }));
      }
    },
  };
}

type Suggestions = ReturnType<typeof suggestionActions>;

function assistKeys(
  { editor, isMine, t }: AssistInput,
  { isOnSuggestion, accept, dismiss, acceptAll, dismissAll, first }: Suggestions,
  segments: Segments,
  toggleSnapping: () => void,
): Shortcut[] {
  const isWaiting = () => isMine() && editor.spans.some(isSuggested);
  const isOn = () => isMine() && isOnSuggestion;
  const none = editor.selected < 0;
  return [
    { action: "accept_suggestion", keys: ["enter"], label: t("accept_suggestion"), when: isOn, run: accept },
    { action: "dismiss_suggestion", keys: ["d", "del"], label: t("dismiss_suggestion"), when: isOn, run: dismiss },
    {
      action: "first_suggestion",
      keys: ["enter"],
      label: t("next_suggestion"),
      when: () => isWaiting() && none && isOnPicture() && editor.gestures.polygon === null,
      run: first,
    },
    { action: "accept_suggestions", keys: ["shift+enter"], label: t("accept_all"), when: isWaiting, run: acceptAll },
    { action: "dismiss_suggestions", keys: ["shift+d"], label: t("dismiss_all"), when: isWaiting, run: dismissAll },
    { action: "snap_edges", keys: ["m"], label: t("snap_edges"), when: isMine, run: toggleSnapping },
    ...(segments.isOffered
      ? [
          {
            action: "segment",
            keys: ["g"],
            label: t("segment"),
            when: isMine,
            run: () => void (segments.refine() || segments.toggle()),
          },
        ]
      : []),
  ];
}

/** In a card of blocks nobody but this view knows which suggestions there are. */
function useDropped(input: AssistInput): void {
  const newest = useNewest(input);
  useEffect(
    () =>
      onFlush((answer) => {
        const { readOnly, blockIndex, task, spansKey, update } = newest.current;
        if (readOnly || answer === undefined || blockIndex === undefined) return;
        const spans = spansOf(task, spansKey);
        const kept = withoutSuggestions(spans);
        if (kept !== spans) update({ [spansKey]: kept }, { undoable: false });
      }),
    [newest],
  );
}

/**
 * The tool that asks the recipe for outlines: a click or a drawn box, and the outline that comes back is a shape like
 * others. Nothing waits for it.
 */
import { useEffect, useRef, useState } from "react";
import { useStable } from "../../../hooks/useStable";
import type { Box, ImagePoint, Size } from "../../../geometry/points";
import { boxOf, type Shape } from "../../../geometry/shapes";
import { useViewState } from "../../shared/viewState";
import type { ViewProps } from "../../types";
import type { ImageEditor } from "../useImageEditor";
import { offersSegments, readSegment, segmentRequest, SEGMENT_HOOK } from "./segment";

interface SegmentInput extends Pick<ViewProps, "config" | "readOnly" | "t"> {
  src: string;
  space: Size | null;
  editor: ImageEditor;
}

export interface Segments {
  isOffered: boolean;
  isOn: boolean;
  toggle(): void;
  /** How many outlines are asked for at the moment. */
  waiting: number;
  /** In words; empty if there is nothing to say. */
  message: string;
  ask(at: ImagePoint | Box): void;
  /** For a box that is there already, which becomes the outline. RETURNS: Whether one is selected. */
  refine(): boolean;
}

export function useSegments({ config, readOnly, t, src, space, editor }: SegmentInput): Segments {
  const isOffered = offersSegments(config) && !readOnly;
  const [isChosen, choose] = useViewState("image segment", false);
  const [waiting, setWaiting] = useState(0);
  const [message, setMessage] = useState("");
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const give = useStable((shape: Shape, span: object | null) => {
    const index = span ? editor.spans.indexOf(span as (typeof editor.spans)[number]) : -1;
    editor.gestures.give(shape, index);
  });
  const ask = useStable(async (at: ImagePoint | Box, span: object | null = null) => {
    if (!space) return;
    setWaiting((n) => n + 1);
    setMessage("");
    let said = "";
    try {
      const answer = await window.prodigy.event(SEGMENT_HOOK, { ...segmentRequest(src, space, at) });
      // What is shown by now may be another task.
      if (!isHere.current) return;
      const { shape, problem } = readSegment(answer, space);
      if (shape) give(shape, span);
      else said = t(problem === "nothing" ? "segment_nothing" : "segment_malformed");
    } catch (error) {
      said = t("segment_failed", { message: error instanceof Error ? error.message : String(error) });
    }
    if (!isHere.current) return;
    setMessage(said);
    setWaiting((n) => n - 1);
  });
  return {
    isOffered,
    isOn: isOffered && isChosen && (editor.mode === "rect" || editor.mode === "select"),
    waiting,
    message,
    toggle() {
      if (!isChosen && editor.kinds.includes("rect")) editor.setMode("rect");
      choose(!isChosen);
    },
    ask: (at) => void ask(at),
    refine() {
      const { drawn, canEdit } = editor;
      if (!drawn || !canEdit || drawn.shape.kind !== "rect") return false;
      void ask(boxOf(drawn.shape.points), drawn.span);
      return true;
    },
  };
}

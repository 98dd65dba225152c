/** What has to be done, or said, before an answer counts. */
import { useEffect } from "react";
import { useNewest } from "../../hooks/useNewest";
import { onCheck, onFlush } from "../../model/pendingInputs";
import type { ViewProps } from "../types";
import { sizePatch } from "./sizes";
import type { ImageEditor } from "./useImageEditor";

interface HeldAnswer extends ViewProps {
  editor: ImageEditor;
  isLoaded: boolean;
  hasLabels: boolean;
}

/**
 * An open polygon is closed by accepting, as by enter. One that has too few corners holds the answer, and so do a
 * picture that nobody has seen and a shape that was drawn without a label where there are labels.
 */
export function useHeldAnswer(props: HeldAnswer): void {
  const newest = useNewest(props);
  useEffect(() => {
    const stopFlushing = onFlush((answer) => {
      const { editor, readOnly, blockIndex, task, update } = newest.current;
      if (readOnly || answer === undefined) return;
      if (answer === "accept") editor.gestures.close();
      // On a card of its own the size is written by the definition of the view.
      const size = blockIndex === undefined ? null : sizePatch(task);
      if (size) update(size, { undoable: false });
    });
    const stopChecking = onCheck(() => {
      const { editor, readOnly, isLoaded, hasLabels } = newest.current;
      if (readOnly) return true;
      if (!isLoaded) return "image_not_loaded";
      if (editor.gestures.polygon) return "shape_unfinished";
      return !hasLabels || !editor.hasUnlabelled() || "shape_unlabelled";
    });
    return () => {
      stopFlushing();
      stopChecking();
    };
  }, [newest]);
}

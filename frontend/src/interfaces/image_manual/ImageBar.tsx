/** The label bar with the tools in front, and what is done with shapes behind. */
import { useMemo } from "react";
import { useStable } from "../../hooks/useStable";
import { LabelBar } from "../../ui/LabelBar";
import { barSettings } from "../shared/labelBarParts";
import type { ViewProps } from "../types";
import { ImageTools } from "./ImageTools";
import { ModeButtons } from "./ModeButtons";
import type { ImageEditor } from "./useImageEditor";
import type { ImageLabels } from "./useImageLabels";

interface ImageBarProps extends Pick<ViewProps, "config" | "t"> {
  labels: ImageLabels;
  onLabel(label: string): void;
  editor: ImageEditor;
  showsLabels: boolean;
  onLabels(): void;
}

export function ImageBar({ labels, onLabel, editor, showsLabels, onLabels, config, t }: ImageBarProps) {
  const { mode, kinds, canEdit: canDelete, isChanged: canReset } = editor;
  const { keymap } = config;
  const remove = useStable(() => editor.remove());
  const reset = useStable(editor.reset);
  const setMode = useStable(editor.setMode);
  const choose = useStable(onLabel);
  const toggle = useStable(onLabels);
  const lead = useMemo(
    // One tool alone needs no switch: a shape is selected by its label, with shift, or with a finger.
    () =>
      kinds.length > 1 ? (
        <ModeButtons {...{ mode, keymap, t }} modes={[...kinds, "select"]} onChange={setMode} />
      ) : undefined,
    [kinds, mode, keymap, setMode, t],
  );
  const tools = useMemo(
    () => (
      <ImageTools {...{ canDelete, canReset, showsLabels, t }} onDelete={remove} onReset={reset} onLabels={toggle} />
    ),
    [canDelete, canReset, showsLabels, remove, reset, toggle, t],
  );
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
      lead={lead}
    >
      {tools}
    </LabelBar>
  );
}

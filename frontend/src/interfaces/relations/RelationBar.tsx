/** The label bar with the switch of modes in front and the tools of the view behind. */
import { useMemo } from "react";
import { useStable } from "../../hooks/useStable";
import type { ViewProps } from "../types";
import { LabelBar } from "../../ui/LabelBar";
import { barSettings } from "../shared/labelBarParts";
import { modeKeys } from "./model";
import { RelationModes } from "./RelationModes";
import { RelationTools } from "./RelationTools";
import type { ArcLayout } from "./useArcLayout";
import type { RelationBarState } from "./useRelationBar";
import type { RelationEditor } from "./useRelationEditor";

interface RelationBarProps extends Pick<ViewProps, "config" | "t"> {
  bar: RelationBarState;
  editor: RelationEditor;
  layout: ArcLayout;
  canMarkSpans: boolean;
}

export function RelationBar({ bar, editor, layout, canMarkSpans, config, t }: RelationBarProps) {
  const { mode, isChanged: canReset } = editor;
  const { isWrapped, setWrapped, zoom, setZoom } = layout;
  const reset = useStable(editor.reset);
  const setMode = useStable(editor.setMode);
  const tools = useMemo(
    () => <RelationTools {...{ isWrapped, zoom, canReset, t }} onWrap={setWrapped} onZoom={setZoom} onReset={reset} />,
    [isWrapped, setWrapped, zoom, setZoom, canReset, reset, t],
  );
  const lead = useMemo(
    () =>
      canMarkSpans ? <RelationModes mode={mode} onChange={setMode} keys={modeKeys(config.keymap)} t={t} /> : undefined,
    [canMarkSpans, mode, setMode, config.keymap, t],
  );
  return (
    <LabelBar
      labels={bar.labels}
      active={bar.active}
      onSelect={bar.choose}
      colors={bar.colors}
      keys={bar.keys}
      {...barSettings(config)}
      t={t}
      isFiltering={bar.isFiltering}
      {...(bar.canFilter ? { onFilter: bar.setFiltering } : {})}
      lead={lead}
    >
      {tools}
    </LabelBar>
  );
}

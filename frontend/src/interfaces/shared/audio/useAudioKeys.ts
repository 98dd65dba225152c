/** The keys of a recording: of its player, its regions and its labels. */
import { useEffect, type RefObject } from "react";
import { useNewest } from "../../../hooks/useNewest";
import { useStable } from "../../../hooks/useStable";
import { useShortcuts } from "../../../keymap/react";
import { onFlush } from "../../../model/pendingInputs";
import type { ViewProps } from "../../types";
import { labelShortcuts } from "../labelBarParts";
import type { Player } from "./player";
import type { Region } from "./regions";
import { editShortcuts, playerShortcuts, regionShortcuts, type ShortcutInput } from "./shortcuts";
import { useMeant } from "./useMeant";
import { useLoop, useRate } from "./useRecording";
import type { RegionEditor } from "./useRegionEditor";
import type { RegionLabels } from "./useRegionLabels";
import type { Wave } from "./wave";

interface AudioKeysInput extends Pick<ViewProps, "config" | "t" | "readOnly"> {
  player: Player;
  wave: Wave | null;
  editor: RegionEditor;
  labels: RegionLabels;
  /** Around everything that belongs to the recording. */
  box: RefObject<HTMLElement | null>;
  zoom: RefObject<HTMLInputElement | null>;
  select(region: Region): void;
  choose(label: string): void;
}

export function useAudioKeys(input: AudioKeysInput): void {
  const { config, t, readOnly, player, wave, editor, labels, box, zoom, select, choose } = input;
  const [rate, setRate] = useRate(config);
  const [isLooping, setLooping] = useLoop(config);
  const isMeant = useMeant(box);
  // To the slider and back.
  const focusZoom = useStable(() =>
    document.activeElement === zoom.current ? zoom.current?.blur() : zoom.current?.focus(),
  );
  const keys: ShortcutInput = {
    ...{ player, wave, editor, rate, setRate, isLooping, setLooping, focusZoom, isMeant, select, t },
  };
  useShortcuts(playerShortcuts(keys));
  useShortcuts(regionShortcuts(keys));
  useShortcuts(readOnly ? [] : editShortcuts(keys));
  useShortcuts(readOnly ? [] : labelShortcuts(labels.labels, labels.keys, choose), "labels");
  const find = { action: "find_label", keys: ["/"], label: t("find_label"), run: () => labels.setFiltering(true) };
  useShortcuts(readOnly || !labels.canFilter ? [] : [find]);
  useFinishedRegion(editor, player);
}

/** A region that was begun and is drawn up to the cursor is part of the answer. */
function useFinishedRegion(editor: RegionEditor, player: Player): void {
  const newest = useNewest({ editor, player });
  useEffect(
    () =>
      onFlush((answer) => {
        const { editor, player } = newest.current;
        if (answer === "accept") editor.finish(player.time);
      }),
    [newest],
  );
}

/** Connects `window.wavesurfer` with the recording of the card. */
import { useEffect, useLayoutEffect, useMemo } from "react";
import { useNewest } from "../../../hooks/useNewest";
import { compatWaveSurfer } from "./compat";
import type { Player } from "./player";
import type { RegionEvents } from "./RegionLayer";
import type { RegionEditor } from "./useRegionEditor";
import type { Wave } from "./wave";

interface CompatInput {
  player: Player | null;
  wave: Wave | null;
  editor: RegionEditor;
  /** Scripts may write regions of every recording but those that are only shown beside another. */
  isOn: boolean;
}

/** RETURNS: What pointers tell scripts. */
export function useCompat({ player, wave, editor, isOn }: CompatInput): RegionEvents {
  const newest = useNewest({ wave, editor });
  useLayoutEffect(() => {
    if (isOn) compatWaveSurfer();
  }, [isOn]);

  useLayoutEffect(() => {
    if (!isOn || !player) return;
    const find = (key: string) => newest.current.editor.model.regions.find((region) => region.key === key);
    return compatWaveSurfer().connect({
      player,
      wave: () => newest.current.wave,
      regions: () => newest.current.editor.model.regions,
      add: (start, end, more) => newest.current.editor.script.add(start, end, more),
      edit(key, patch) {
        const region = find(key);
        if (region) newest.current.editor.script.edit(region, patch);
      },
      remove(key) {
        const region = find(key);
        if (region) newest.current.editor.script.remove(region);
      },
      clear: () => newest.current.editor.script.clear(),
    });
  }, [player, isOn, newest]);

  const { regions } = editor.model;
  useEffect(() => {
    if (!isOn || !player || !wave) return;
    // Not within the drawing: listeners may draw again.
    queueMicrotask(() => compatWaveSurfer().sync(regions));
  }, [regions, player, wave, isOn]);
  useEffect(() => {
    if (!isOn || !wave) return;
    let isGone = false;
    const tell = () => queueMicrotask(() => !isGone && compatWaveSurfer().becameReady());
    const stop = wave.watch(tell);
    if (wave.isDrawn) tell();
    return () => {
      isGone = true;
      stop();
    };
  }, [wave, isOn]);

  return useMemo<RegionEvents>(() => {
    if (!isOn) return {};
    const tell = compatWaveSurfer();
    return {
      drafted: ({ key }) => key !== null && tell.tell(key, "updated"),
      clicked: (region, event) => tell.tell(region.key, "click", event),
      doubleClicked: (region, event) => tell.tell(region.key, "dblclick", event),
    };
  }, [isOn]);
}

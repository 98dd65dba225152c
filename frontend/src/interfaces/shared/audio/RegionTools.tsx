/** Buttons beside the player for what keys do with regions: fingers have no keys. */
import { keyHint } from "../../../keymap/labels";
import type { Translate } from "../../../i18n/translate";
import { AudioIcon } from "./audioIcons";
import type { Player } from "./player";
import type { RegionEditor } from "./useRegionEditor";

interface RegionToolsProps {
  editor: RegionEditor;
  player: Player;
  t: Translate;
}

export function RegionTools({ editor, player, t }: RegionToolsProps) {
  const isBegun = editor.mark !== null;
  const run = () => {
    if (!isBegun) editor.begin(player.time);
    else if (!editor.finish(player.time)) editor.clear();
  };
  const label = t(isBegun ? "end_region" : "start_region");
  return (
    <button
      type="button"
      className="prodigy-audio-button"
      aria-pressed={isBegun}
      aria-label={label}
      title={`${label} (${keyHint(isBegun ? "o" : "i")})`}
      onClick={run}
    >
      <AudioIcon name={isBegun ? "end" : "start"} />
    </button>
  );
}

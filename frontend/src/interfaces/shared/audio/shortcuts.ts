/** Keys of recordings and regions. Number keys of labels are separate, because these win over them. */
import type { Shortcut } from "../../../keymap/react";
import { DEFAULT_KEYMAP } from "../../../keymap/defaults";
import type { MessageKey, Translate } from "../../../i18n/translate";
import type { Player } from "./player";
import { nextRegion, roundTime, type Region } from "./regions";
import { RATES, SKIP_S } from "./Transport";
import type { RegionEditor } from "./useRegionEditor";
import type { Wave } from "./wave";

/** A step of a border with a key, and a small one (s). */
const [NUDGE_S, FINE_NUDGE_S] = [0.05, 0.01];
const FINE_SKIP_S = 0.1;
/** Zoom by keys goes by this factor. */
const ZOOM_FACTOR = 1.5;

export interface ShortcutInput {
  player: Player | null;
  wave: Wave | null;
  editor: RegionEditor;
  rate: number;
  setRate(rate: number): void;
  isLooping: boolean;
  setLooping(isLooping: boolean): void;
  /** To the slider and back. */
  focusZoom(): void;
  /** These keys mean this recording, and not another one on the card. */
  isMeant(): boolean;
  select(region: Region): void;
  t: Translate;
}

/** Arrow keys belong to the page, unless something that uses them has the focus. */
function isFree(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.matches(".prodigy-audio button");
}

export function playerShortcuts(input: ShortcutInput): Shortcut[] {
  const { player, wave, rate, setRate, isLooping, setLooping, focusZoom, isMeant, t } = input;
  const define = define_(t, () => player !== null && isMeant());
  const skip = (by: number) => () => player?.skip(by);
  const zoom = (factor: number) => () => wave?.zoom(wave.view().perSecond * factor);
  const speed = (by: 1 | -1) => () => {
    const next = by > 0 ? RATES.find((one) => one > rate) : [...RATES].reverse().find((one) => one < rate);
    if (next !== undefined) setRate(next);
  };
  return [
    define("playpause", "play_pause", () => player?.toggle()),
    define("zoom", "zoom", focusZoom),
    define("loop", "loop", () => setLooping(!isLooping)),
    define("skip_back", "skip_back", skip(-SKIP_S), { keys: ["left"], when: isFree, allowRepeat: true }),
    define("skip_forward", "skip_forward", skip(SKIP_S), { keys: ["right"], when: isFree, allowRepeat: true }),
    define("step_back", "step_back", skip(-FINE_SKIP_S), { keys: ["shift+left"], when: isFree, allowRepeat: true }),
    define("step_forward", "step_forward", skip(FINE_SKIP_S), {
      keys: ["shift+right"],
      when: isFree,
      allowRepeat: true,
    }),
    define("faster", "faster", speed(1), { keys: ["shift+up"], when: isFree }),
    define("slower", "slower", speed(-1), { keys: ["shift+down"], when: isFree }),
    define("zoom_in", "zoom_in", zoom(ZOOM_FACTOR), { keys: ["+", "="], allowRepeat: true }),
    define("zoom_out", "zoom_out", zoom(1 / ZOOM_FACTOR), { keys: ["-"], allowRepeat: true }),
  ];
}

/** Keys that find and play regions, also where they can't be changed. */
export function regionShortcuts({ player, editor, select, isMeant, t }: ShortcutInput): Shortcut[] {
  const { regions } = editor.model;
  const define = define_(t, () => player !== null && isMeant() && regions.length > 0);
  const go = (by: 1 | -1) => () => {
    const next = nextRegion(regions, editor.target, player?.time ?? 0, by);
    if (next) select(next);
  };
  return [
    define("next_region", "next_region", go(1), { keys: ["]"] }),
    define("previous_region", "previous_region", go(-1), { keys: ["["] }),
    define("play_region", "play_region", () => void player?.play(editor.target), {
      keys: ["p"],
      when: () => editor.target !== undefined,
    }),
  ];
}

export function editShortcuts({ player, editor, isMeant, t }: ShortcutInput): Shortcut[] {
  const { target, edge } = editor;
  const define = define_(t, () => player !== null && isMeant());
  const now = () => roundTime(player?.time ?? 0);
  const whenTarget = () => target !== undefined && !target.isLocked;
  const nudge = (by: number) => (event: KeyboardEvent) => {
    if (target) editor.moveTo(target, edge, target[edge] + by, event.repeat);
  };
  const nudges = (name: MessageKey, keys: string[], by: number) =>
    define(name, name, nudge(by), { keys, when: whenTarget, allowRepeat: true });
  return [
    define("reset", "reset", editor.reset, { when: () => editor.isChanged }),
    define("exit", "cancel", editor.clear, { when: () => editor.mark !== null || target !== undefined }),
    define("start_region", "start_region", () => editor.begin(now()), { keys: ["i"] }),
    define("end_region", "end_region", () => void editor.finish(now()), {
      keys: ["o"],
      when: () => editor.mark !== null,
    }),
    define("trim_start", "trim_start", () => editor.moveTo(target, "start", now()), {
      keys: ["shift+i"],
      when: whenTarget,
    }),
    define("trim_end", "trim_end", () => editor.moveTo(target, "end", now()), { keys: ["shift+o"], when: whenTarget }),
    define("other_edge", "other_edge", () => editor.setEdge(edge === "start" ? "end" : "start"), {
      keys: ["e"],
      when: whenTarget,
    }),
    nudges("nudge_back", [","], -NUDGE_S),
    nudges("nudge_forward", ["."], NUDGE_S),
    // What shift makes of them: in English, and on most other keyboards.
    nudges("nudge_back_fine", ["<", ";"], -FINE_NUDGE_S),
    nudges("nudge_forward_fine", [">", ":"], FINE_NUDGE_S),
    define("accept_region", "accept_region", () => target && editor.accept(target), {
      keys: ["y"],
      when: () => whenTarget() && target?.isSuggested === true,
    }),
    define("delete", "remove_region", () => editor.remove(target), { when: whenTarget }),
    // Before the global undo, which has the same keys, and only while a region in the list has the focus.
    define("delete_focused", "remove_region", () => editor.remove(focusedRegion(editor)), {
      keys: ["del", "backspace"],
      when: () => focusedRegion(editor) !== undefined,
    }),
  ];
}

function focusedRegion(editor: RegionEditor): Region | undefined {
  const key = document.activeElement?.closest<HTMLElement>(".prodigy-region-row[data-row]")?.dataset.row;
  return key === undefined ? undefined : editor.model.regions.find((region) => region.key === key);
}

type Run = (event: KeyboardEvent) => unknown;

function define_(t: Translate, isOn: () => boolean) {
  return (action: string, label: MessageKey, run: Run, more: Partial<Shortcut> = {}): Shortcut => ({
    action,
    keys: DEFAULT_KEYMAP[action] ?? [],
    label: t(label),
    run: (event) => void run(event),
    ...more,
    when: (key) => isOn() && (more.when?.(key) ?? true),
  });
}

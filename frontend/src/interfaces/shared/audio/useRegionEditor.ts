/**
 * The state of what is done with regions. They live in the task alone; local state is what must vanish with the card:
 * which one is selected, which border moves with the keys, and a region that has been begun.
 */
import { useMemo, useState } from "react";
import type { Task } from "../../../model/task";
import type { ViewProps } from "../../types";
import { scriptEdits } from "./scriptEdits";
import {
  addRegion,
  editRegion,
  fitRange,
  moveEdge,
  readRegions,
  removeRegion,
  type AudioSpan,
  type FaultyRegion,
  type Region,
} from "./regions";
import { formatTime } from "./time";

export type Edge = "start" | "end";
export type RegionEditor = ReturnType<typeof useRegionEditor>;

export interface EditorInput extends Pick<ViewProps, "task" | "original" | "theme" | "update" | "readOnly" | "t"> {
  labels: readonly string[];
  active: string | null;
  /** Seconds; 0 as long as nobody knows. */
  duration: number;
}

export function spansOf(task: Task): readonly AudioSpan[] | undefined {
  const spans = task["audio_spans"];
  return Array.isArray(spans) ? (spans as AudioSpan[]) : undefined;
}

interface State {
  selected: string | null;
  /** The latest new region: keys that move borders mean it, until another one is selected. */
  made: string | null;
  edge: Edge;
  /** Where a new region was begun (s). */
  mark: number | null;
}

const NOTHING: State = { selected: null, made: null, edge: "end", mark: null };

export function useRegionEditor(input: EditorInput) {
  const { task, original, theme, readOnly, labels, active, duration } = input;
  const [state, setState] = useState(NOTHING);
  const [message, setMessage] = useState("");
  const spans = spansOf(task);
  const model = useMemo(() => readRegions(spans, duration, labels, theme), [spans, duration, labels, theme]);
  const find = (key: string | null) => model.regions.find((region) => region.key === key);
  const selected = find(state.selected);
  const change = (patch: Partial<State>) => setState((before) => ({ ...before, ...patch }));
  const scene = { ...input, spans, state, change, say: setMessage };
  return {
    model,
    spans,
    selected,
    /** The region that keys mean. */
    target: selected ?? find(state.made),
    edge: state.edge,
    mark: state.mark,
    message,
    isChanged: spans !== spansOf(original),
    active,
    readOnly: Boolean(readOnly),
    setEdge: (edge: Edge) => change({ edge }),
    clear: () => setState((before) => ({ ...NOTHING, edge: before.edge })),
    ...editsOf(scene),
    ...selectionOf(scene),
    script: scriptEdits(scene),
  };
}

interface Scene extends EditorInput {
  spans: readonly AudioSpan[] | undefined;
  state: State;
  change(patch: Partial<State>): void;
  say(message: string): void;
}

const describe = ({ label, start, end }: AudioSpan, t: EditorInput["t"]) =>
  t("region_described", { label: String(label ?? ""), start: formatTime(start, 2), end: formatTime(end, 2) });

function selectionOf({ change, say, t, readOnly }: Scene) {
  return {
    select(region: Region | undefined) {
      change({ selected: region?.key ?? null, made: null });
      if (region) say(describe(region.span, t));
    },
    begin(time: number) {
      if (readOnly) return;
      change({ mark: time, selected: null, made: null });
      say(t("region_begun", { start: formatTime(time, 2) }));
    },
  };
}

function editsOf(scene: Scene) {
  const { spans, original, update, readOnly, t, active, duration, state, change, say } = scene;
  const write = (next: readonly AudioSpan[], isPartOfLast = false) =>
    update({ audio_spans: next } as Partial<Task>, { undoable: !isPartOfLast });
  const mayEdit = ({ span }: { span: AudioSpan }) => !readOnly && span.locked !== true;

  const add = (from: number, to: number): boolean => {
    if (active === null) say(t("labels"));
    const added = active === null ? null : addRegion(spans, from, to, active, scene);
    if (!added) return false;
    write(added.spans);
    change({ made: added.span.id as string, selected: null, edge: "end", mark: null });
    say(describe(added.span, t));
    return true;
  };
  const edit = (region: Region | FaultyRegion, patch: Partial<AudioSpan>, isPartOfLast = false) => {
    if (!mayEdit(region)) return;
    write(editRegion(spans, region, patch, scene), isPartOfLast);
    say(describe({ ...region.span, ...patch }, t));
  };
  return {
    add,
    edit,
    /** Moves one border to a time; from then on keys move that one. */
    moveTo(region: Region | undefined, edge: Edge, time: number, isPartOfLast = false) {
      if (!region) return;
      change({ edge });
      edit(region, moveEdge(region, edge, time, duration), isPartOfLast);
    },
    relabel(region: Region, label: string) {
      if (region.span.label !== label) edit(region, { label });
    },
    accept: (region: Region) => edit(region, {}),
    remove(region: Region | FaultyRegion | undefined) {
      if (!region || !mayEdit(region)) return;
      write(removeRegion(spans, region));
      change({ selected: null, made: null });
      say(t("region_removed"));
    },
    /** RETURNS: Whether the region that was begun could be ended there. */
    finish(time: number): boolean {
      return state.mark !== null && fitRange(state.mark, time, duration) !== null && add(state.mark, time);
    },
    reset() {
      change({ selected: null, made: null, mark: null });
      if (spans !== spansOf(original)) update({ audio_spans: original["audio_spans"] } as Partial<Task>);
    },
  };
}

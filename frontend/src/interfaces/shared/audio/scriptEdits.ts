/** What custom code does with regions: it may change every one, and is not told to choose a label first. */
import type { Task } from "../../../model/task";
import { addRegion, editRegion, fitRange, removeRegion, type AudioSpan, type Region } from "./regions";
import type { EditorInput } from "./useRegionEditor";

interface ScriptScene extends EditorInput {
  spans: readonly AudioSpan[] | undefined;
}

export function scriptEdits(scene: ScriptScene) {
  const { spans, active, labels, duration, update } = scene;
  const write = (next: readonly AudioSpan[]) => update({ audio_spans: next } as Partial<Task>);
  return {
    /** RETURNS: The id of the new region, or null if there is no room for it. */
    add(start: number, end: number, more: Partial<AudioSpan>): string | null {
      const label = String(more.label ?? active ?? labels[0] ?? "");
      const added = addRegion(spans, start, end, label, scene, withoutUndefined(more));
      if (added) write(added.spans);
      return (added?.span.id as string | undefined) ?? null;
    },
    edit(region: Region, patch: Partial<AudioSpan>) {
      const hasTimes = "start" in patch || "end" in patch;
      const times = hasTimes ? fitRange(Number(patch.start), Number(patch.end), duration) : {};
      if (times) write(editRegion(spans, region, { ...withoutUndefined(patch), ...times }, scene));
    },
    remove: (region: Region) => write(removeRegion(spans, region)),
    clear: () => spans && spans.length > 0 && write([]),
  };
}

function withoutUndefined(patch: Partial<AudioSpan>): Partial<AudioSpan> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

/** From a task and the settings to what the view offers. */
import type { Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { isSameList } from "../../text/sameList";
import type { Theme } from "../../model/theme";
import { actionKeys } from "../../keymap/defaults";
import { isLabel } from "../shared/labels";
import { labelsIn, pixels } from "../shared/arcs/arcModel";
import type { Graph } from "../shared/arcs/graph";
import { readRelations, type Arc } from "../shared/arcs/units";

export type Mode = "relations" | "spans";

/** Labels of relations: those of the settings, else those in the data, in order of appearance. */
export function relationLabels(
  config: Pick<Partial<AppConfig>, "labels">,
  original: Partial<Pick<Task, "relations">>,
  task: Partial<Pick<Task, "relations">>,
): readonly string[] {
  if (Array.isArray(config.labels) && config.labels.length > 0) return config.labels;
  return labelsIn([...readRelations(original), ...readRelations(task)]);
}

export function spanLabels(config: Partial<AppConfig>): readonly string[] {
  const labels = config.relations_span_labels;
  return Array.isArray(labels) ? labels.filter(isLabel) : [];
}

/** The arcs at a unit. */
export function arcsAt(graph: Graph, unit: number): Set<number> {
  const found = new Set<number>();
  graph.arcs.forEach(({ head, child }, i) => {
    if (head === unit || child === unit) found.add(i);
  });
  return found;
}

/** Whether the task differs from how it was first shown. */
export function isEdited(task: Task, original: Task): boolean {
  return !isSameList(task.spans, original.spans) || !isSameList(task.relations, original.relations);
}

export function spanLabel(span: Span): string {
  return span.label ?? "";
}

const DEFAULT_HEIGHT = 325;
const DEFAULT_HEIGHT_WRAP = 80;
/** More would leave no room for the text on a phone (px). */
const NARROW_HEIGHT = 220;

/** The most that arcs may take (px); they take no more than they need. */
export function arcHeight(
  theme: Pick<Theme, "relationHeight" | "relationHeightWrap">,
  isWrapped: boolean,
  isNarrow: boolean,
): number {
  if (isWrapped) return pixels(theme.relationHeightWrap, DEFAULT_HEIGHT_WRAP);
  const height = pixels(theme.relationHeight, DEFAULT_HEIGHT);
  return isNarrow ? Math.min(height, NARROW_HEIGHT) : height;
}

/** Positions of the arcs whose label is not hidden. */
export function shownArcs(arcs: readonly Arc[], hiddenLabels: readonly string[]): number[] {
  return arcs.flatMap(({ relation }, i) => (hiddenLabels.includes(relation.label) ? [] : [i]));
}

/**
 * Which of the drawn arcs stand out: the one in focus, else those at the unit in focus; null if none does, and all look
 * alike. Takes positions in the lists of units and arcs, -1 for none.
 */
export function focusedArcs(
  graph: Graph,
  shown: readonly number[],
  focus: { unit: number; arc: number },
): Set<number> | null {
  const all = focus.arc >= 0 ? new Set([focus.arc]) : arcsAt(graph, focus.unit);
  if (all.size === 0) return null;
  return new Set(shown.flatMap((i, position) => (all.has(i) ? [position] : [])));
}

/** The relation that a click would make; of a unit to itself it takes more than a click. */
export function ghostOf(head: number, child: number): { head: number; child: number } | null {
  return head >= 0 && child >= 0 && head !== child ? { head, child } : null;
}

/** The list without the item if it is in there, else with it. */
export function toggle<T>(list: readonly T[], item: T): T[] {
  return list.includes(item) ? list.filter((one) => one !== item) : [...list, item];
}

/** The key of each mode; "" for none. */
export function modeKeys(keymap: Record<string, string[] | string> | undefined): Record<Mode, string> {
  return { relations: actionKeys("rels", keymap)[0] ?? "", spans: actionKeys("spans", keymap)[0] ?? "" };
}

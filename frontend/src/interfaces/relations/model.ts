/** From a task and the settings to what the view offers. */
import type { Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Task } from "../../model/task";
import { isSameList } from "../../text/sameList";
import { isLabel } from "../shared/labels";
import { labelsIn } from "../shared/arcs/arcModel";
import type { Graph } from "../shared/arcs/graph";
import { readRelations } from "../shared/arcs/units";

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

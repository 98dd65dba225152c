/** The groups of shapes of a task under review, and what its final annotation says about each of them. */
import { useMemo } from "react";
import type { AppConfig } from "../../../model/config";
import type { Task } from "../../../model/task";
import type { Version } from "../model";
import { drawnShapes, readFinal, type Final } from "./choices";
import { groupShapes, SAME_PLACE, type ShapeGroup } from "./groups";

export interface Groups {
  groups: readonly ShapeGroup[];
  /** How many shapes each version has. */
  counts: readonly number[];
  final: Final;
}

/** The key that holds the shapes: recipes may have given it another name. */
export function shapesKey(config: AppConfig): string {
  const { image_manual_spans_key: key } = config;
  return typeof key === "string" && key ? key : "spans";
}

export function useGroups(task: Task, versions: readonly Version[], config: AppConfig): Groups {
  const key = shapesKey(config);
  const { reviewed_iou: iou } = config as { reviewed_iou?: unknown };
  const samePlace = typeof iou === "number" ? iou : SAME_PLACE;
  const shapes = useMemo(() => versions.map((version, i) => drawnShapes(version[key], i)), [versions, key]);
  const groups = useMemo(
    () => groupShapes(shapes.flat(), versions.length, { samePlace }),
    [shapes, versions.length, samePlace],
  );
  const spans = task[key];
  const final = useMemo(() => readFinal(groups, spans), [groups, spans]);
  return { groups, final, counts: shapes.map(({ length }) => length) };
}

/** The modes of the view, and which of them the settings allow. */
import { SHAPE_KINDS, type ShapeKind } from "../../geometry/shapes";
import type { AppConfig } from "../../model/config";

export type Mode = ShapeKind | "select";

const isKind = (value: unknown): value is ShapeKind => SHAPE_KINDS.includes(value as ShapeKind);

/** Kinds of shapes that can be drawn, the first one first. What the settings name and nobody knows is left out. */
export function drawingModes(
  config: Pick<AppConfig, "image_manual_modes" | "image_manual_mode">,
): readonly ShapeKind[] {
  const { image_manual_mode: one, image_manual_modes: several } = config;
  if (isKind(one)) return [one];
  const kinds = Array.isArray(several) ? [...new Set((several as unknown[]).filter(isKind))] : [];
  return kinds.length > 0 ? kinds : SHAPE_KINDS;
}

/** The mode that is on: the one that was chosen before, while it is allowed. */
export const currentMode = (chosen: Mode | null, allowed: readonly ShapeKind[]): Mode =>
  chosen !== null && (chosen === "select" || allowed.includes(chosen)) ? chosen : allowed[0]!;

/**
 * Views whose versions are laid over each other in the view itself, instead of one below the other: a row for each.
 *
 * The component gets what the list of versions gets, and draws the editable annotation with whatever shows the versions.
 */
import { lazy, type ComponentType } from "react";
import type { ViewProps } from "../types";
import type { Version } from "./model";

export interface OverlayProps extends ViewProps {
  /** The view under review. */
  viewId: string;
  versions: readonly Version[];
  /** How each annotator is called here. */
  names: ReadonlyMap<string, string>;
  /** Index of the version that the annotation agrees with; -1 after edits. */
  inUse: number;
  isEdited: boolean;
  /** Copies a version to the annotation. */
  adopt(version: Version | undefined): void;
}

export const OVERLAYS: Readonly<Record<string, ComponentType<OverlayProps>>> = {
  audio_manual: lazy(() => import("./audio/AudioOverlay")),
  image_manual: lazy(() => import("./image/ImageOverlay")),
};

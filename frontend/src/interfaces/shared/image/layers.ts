/** What somebody around a view of a picture draws into its frame: below the shapes, and among their labels. */
import { createContext, type ReactNode } from "react";

export interface Layers {
  /** SVG, in the coordinates of the shapes. */
  shapes?: ReactNode;
  /** HTML; `--x` and `--y` of a `.prodigy-image-pin` are its place in the coordinates of the shapes. */
  pins?: ReactNode;
  /** A place in the picture that shall be seen. Another object each time. */
  seen?: { x: number; y: number; width: number; height: number } | null;
}

export const PictureLayers = createContext<Layers>({});

/** What a task says about its picture: the size of the space that its shapes live in. */
import type { Size } from "./points";

interface TaskSize {
  width?: unknown;
  height?: unknown;
  [key: string]: unknown;
}

const isLength = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value > 0;

/**
 * The coordinate space of the shapes: the size that the task names, or that of the picture itself (after its EXIF
 * rotation). Of a task that names one side only, the other one follows from the picture.
 */
export function spaceOf({ width, height }: TaskSize, natural: Size): Size {
  if (isLength(width) && isLength(height)) return { width, height };
  if (isLength(width)) return { width, height: (width * natural.height) / natural.width };
  if (isLength(height)) return { width: (height * natural.width) / natural.height, height };
  return natural;
}

/** What to write into a task that doesn't say its size; null if there is nothing to add. */
export function missingSize(task: TaskSize, space: Size): Partial<Size> | null {
  const patch: Partial<Size> = {};
  for (const side of ["width", "height"] as const) {
    if (task[side] === undefined || task[side] === null) patch[side] = space[side];
  }
  return Object.keys(patch).length > 0 ? patch : null;
}

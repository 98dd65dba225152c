/** What gestures ask before they go on by themselves. */
import type { ImagePoint } from "../../../geometry/points";
import type { Shape } from "../../../geometry/shapes";
import type { Draft } from "../gestures";
import type { Input } from "../tools/input";
import type { Pulled } from "./snapping";

export interface Helpers {
  /** Where a pointer counts as being. isOff: The key that switches this off is held. */
  pull?(input: Input, draft: Draft | null, shapes: readonly (Shape | null)[], isOff: boolean): Pulled;
  /** A click where there is nothing. RETURNS: Whether something has come of it. */
  click?(at: ImagePoint, isShift: boolean): boolean;
  /** A shape was drawn. RETURNS: Whether it is no new shape. */
  take?(shape: Shape): boolean;
}

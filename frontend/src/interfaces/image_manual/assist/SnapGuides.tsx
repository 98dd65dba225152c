/** The lines that something is pulled to, while it is. */
import { imagePoint } from "../../../geometry/points";
import { toScreen } from "../../../geometry/viewport";
import type { Stage } from "../../shared/image/stage";
import type { Gestures } from "../gestures";
import { useLive, useViewport } from "../useLive";

export function SnapGuides({ gestures, stage }: { gestures: Gestures; stage: Stage }) {
  const { guides } = useLive(gestures);
  const viewport = useViewport(stage);
  if (!guides || (guides.x === null && guides.y === null)) return null;
  const [x, y] = toScreen(viewport, imagePoint(guides.x ?? 0, guides.y ?? 0));
  return (
    <svg className="prodigy-image-overlay prodigy-snap-guides" aria-hidden="true">
      {guides.x !== null && <path d={`M${x} 0V10000`} />}
      {guides.y !== null && <path d={`M0 ${y}H10000`} />}
    </svg>
  );
}

/** Tells the editor which word lies at a point of the window, and which one above or below another. */
import { useLayoutEffect, type RefObject } from "react";
import type { Size } from "../../geometry/points";
import { setPlacedText } from "../../text/placedText";
import { nearestToken, tokenInNextLine, type Places } from "./geometry";

export function usePlacedText(
  container: RefObject<HTMLElement | null>,
  places: readonly Places[],
  { width, height }: Size,
): void {
  useLayoutEffect(() => {
    const box = container.current;
    if (!box) return;
    return setPlacedText(box, {
      tokenAt(x, y) {
        const bounds = box.getBoundingClientRect();
        if (bounds.width === 0 || bounds.height === 0) return null;
        const scaleX = width / bounds.width;
        const scaleY = height / bounds.height;
        return nearestToken(places, (x - bounds.left) * scaleX, (y - bounds.top) * scaleY);
      },
      nextLine: (position, direction) => tokenInNextLine(places, position, direction),
    });
  }, [container, places, width, height]);
}

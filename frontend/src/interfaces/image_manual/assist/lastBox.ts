/** A box of the size of the last one, where somebody clicks: for many things that are equally large. */
import { clampNumber, type Box, type ImagePoint, type Size } from "../../../geometry/points";

/** The box around a place, moved as far as needed to lie on the picture, and cut if it is larger than that. */
export function boxAround([x, y]: ImagePoint, { width, height }: Size, picture: Size): Box {
  const [across, along] = [Math.min(width, picture.width), Math.min(height, picture.height)];
  return {
    x: clampNumber(x - across / 2, 0, picture.width - across),
    y: clampNumber(y - along / 2, 0, picture.height - along),
    width: across,
    height: along,
  };
}

/** The part of a very large picture that is looked at, in the resolution of the screen, above the reduced one. */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Box, Size } from "../../../geometry/points";
import { visibleBox } from "../../../geometry/viewport";
import { partUrl, REDUCED } from "./source";
import type { Stage } from "./stage";
import type { Picture } from "./usePicture";

/** So long after the last movement a part is asked for. */
const SETTLE_MS = 160;
/** The screen may show this many px for each one of the reduced picture. */
const BLUR = 1.2;

interface SharpenedProps {
  picture: Picture;
  stage: Stage;
  space: Size;
}

interface Part {
  url: string;
  /** In the coordinates of the shapes. */
  box: Box;
}

export function Sharpened({ picture, stage, space }: SharpenedProps) {
  const [part, setPart] = useState<Part | null>(null);
  const image = useRef<HTMLImageElement>(null);
  const { natural, src } = picture;

  useEffect(() => {
    if (!natural) return;
    let timer = 0;
    const look = () => setPart(choosePart(stage, space, natural, src));
    const later = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(look, SETTLE_MS);
    };
    later();
    const stop = stage.subscribe(later);
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [stage, space, natural, src]);

  useLayoutEffect(() => {
    const move = () => {
      if (!image.current || !part) return;
      const { scale, x, y } = stage.viewport;
      image.current.style.transform = `translate(${x}px, ${y}px) scale(${scale}) translate(${part.box.x}px, ${part.box.y}px)`;
    };
    move();
    return stage.subscribe(move);
  }, [stage, part]);

  if (!part) return null;
  const { width, height } = part.box;
  // It comes into sight when it is there, and what was sharp before stays until then.
  return (
    <img ref={image} className="prodigy-image-part" src={part.url} alt="" draggable={false} style={{ width, height }} />
  );
}

/** RETURNS: What to load, or null where the reduced picture is sharp enough. */
export function choosePart(
  stage: Stage,
  space: Size,
  natural: Size,
  src: string,
  pixelRatio = devicePixelRatio,
): Part | null {
  const { scale } = stage.viewport;
  const reduction = REDUCED / Math.max(natural.width, natural.height);
  const perOriginal = (scale * space.width * pixelRatio) / natural.width;
  if (perOriginal <= reduction * BLUR) return null;
  const seen = visibleBox(stage.viewport, stage.scene);
  const [across, along] = [natural.width / space.width, natural.height / space.height];
  const left = Math.max(0, Math.floor(seen.x * across));
  const top = Math.max(0, Math.floor(seen.y * along));
  const box = {
    x: left,
    y: top,
    width: Math.min(natural.width, Math.ceil((seen.x + seen.width) * across)) - left,
    height: Math.min(natural.height, Math.ceil((seen.y + seen.height) * along)) - top,
  };
  if (box.width < 1 || box.height < 1) return null;
  const size = Math.min(REDUCED, Math.max(16, Math.max(box.width, box.height) * Math.min(1, perOriginal)));
  return {
    url: partUrl(src, box, size),
    box: { x: box.x / across, y: box.y / along, width: box.width / across, height: box.height / along },
  };
}

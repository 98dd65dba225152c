/** What is in each shape, cut out and enlarged, below the picture. */
import type { CSSProperties } from "react";
import type { Size } from "../../../geometry/points";
import { clampBox } from "../../../geometry/shapes";
import type { Translate } from "../../../i18n/translate";
import type { DrawnShape } from "./drawnShapes";
import type { Picture } from "./usePicture";

/** Longest edge of a preview (CSS px). */
const EDGE = 88;
/** More would be no overview. */
const MOST = 60;

interface PreviewsProps {
  picture: Picture;
  space: Size;
  shapes: readonly DrawnShape[];
  t: Translate;
}

export function Previews({ picture, space, shapes, t }: PreviewsProps) {
  const { source } = picture;
  if (!source || shapes.length === 0) return null;
  return (
    <ul className="prodigy-image-previews prodigy-scrolls" aria-label={t("previews")}>
      {shapes.slice(0, MOST).map((drawn) => {
        const box = clampBox(drawn.box, space);
        if (box.width <= 0 || box.height <= 0) return null;
        const scale = EDGE / Math.max(box.width, box.height);
        const frame: CSSProperties = { width: box.width * scale, height: box.height * scale, borderColor: drawn.color };
        const style: CSSProperties = {
          width: space.width,
          height: space.height,
          transform: `scale(${scale}) translate(${-box.x}px, ${-box.y}px)`,
        };
        return (
          <li key={drawn.index}>
            <span style={frame}>
              <img src={source.url} alt={drawn.label ?? ""} style={style} draggable={false} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

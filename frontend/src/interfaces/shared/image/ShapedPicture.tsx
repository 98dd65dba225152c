/** A picture with its shapes, to be looked at. */
import { useMemo, useState } from "react";
import { useKept } from "../../../hooks/useKept";
import { spaceOf } from "../../../geometry/readTask";
import type { Span } from "../../../model/parts";
import type { ViewProps } from "../../types";
import { labelOrder } from "../labels";
import { drawShapes, spansOf, type ShapeModel } from "./drawnShapes";
import { Frame } from "./Frame";
import { imageLook } from "./imageSettings";
import { Previews } from "./Previews";
import { Chip, Outline } from "./Shapes";
import { ShapeNotices } from "./ShapeNotices";
import { Stage } from "./stage";
import { usePicture } from "./usePicture";

export interface ShapedPictureProps extends Pick<ViewProps, "config" | "theme" | "t"> {
  src: string;
  alt: string;
  /** The task, or an option with the same keys: `width` and `height`, and the shapes. */
  content: Record<string, unknown>;
  spansKey?: string;
  /** One of many: fetched when it comes into sight. */
  isLazy?: boolean;
}

export function ShapedPicture({ src, alt, content, spansKey = "spans", isLazy, config, theme, t }: ShapedPictureProps) {
  const picture = usePicture(src);
  const [stage] = useState(() => new Stage());
  const { natural } = picture;
  const { width, height } = content;
  const space = useMemo(() => natural && spaceOf({ width, height }, natural), [natural, width, height]);
  const spans = spansOf(content, spansKey);
  const { labels } = config;
  const model = useKept<ShapeModel>(
    (before) =>
      drawShapes(spans, labelOrder(Array.isArray(labels) ? labels : [], spans as unknown as Span[]), theme, before),
    [spans, labels, theme],
  );
  const look = imageLook(config);
  const { strokeWidth, isShaded, hasCenter } = look;
  return (
    <>
      <ShapeNotices {...{ model, space, t }} />
      <Frame
        {...{ picture, stage, space, alt, t }}
        {...(isLazy ? { isLazy } : {})}
        className="prodigy-image-still"
        darkness={look.darkness}
        fontSize={look.fontSize}
        shapes={model.shapes.map((drawn) => (
          <Outline key={drawn.index} drawn={drawn} isSelected={false} {...{ strokeWidth, isShaded, hasCenter }} />
        ))}
        chips={model.shapes.map((drawn) =>
          drawn.label === null ? null : <Chip key={drawn.index} drawn={drawn} isSelected={false} />,
        )}
      />
      {look.hasPreviews && space && <Previews {...{ picture, space, t }} shapes={model.shapes} />}
    </>
  );
}

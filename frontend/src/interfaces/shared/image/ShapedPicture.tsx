/** A picture with its shapes, to be looked at. */
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { onCheck } from "../../../model/pendingInputs";
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
import { onlyShapes } from "./onlyShapes";
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
  /** What a task is about: it can't be accepted before the picture is there. */
  isRequired?: boolean;
  /** For those who zoom. */
  stage?: Stage;
  /** Tools below the picture, while it can be seen. */
  tools?: ReactNode;
}

export function ShapedPicture(props: ShapedPictureProps) {
  const { src, alt, content, spansKey = "spans", isLazy, isRequired = false, tools, config, theme, t } = props;
  const picture = usePicture(src);
  const [ownStage] = useState(() => new Stage());
  const stage = props.stage ?? ownStage;
  useRequired(isRequired, picture.isLoaded);
  const { natural } = picture;
  const { width, height } = content;
  const space = useMemo(() => natural && spaceOf({ width, height }, natural), [natural, width, height]);
  const given = spansOf(content, spansKey);
  const spans = useMemo(() => onlyShapes(given), [given]);
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
      {picture.isLoaded && !picture.failure && tools}
      {look.hasPreviews && space && <Previews {...{ picture, space, t }} shapes={model.shapes} />}
    </>
  );
}

/** Nobody accepts what could not be seen. */
function useRequired(isRequired: boolean, isLoaded: boolean): void {
  useEffect(() => {
    if (isRequired) return onCheck(() => isLoaded || "image_not_loaded");
  }, [isRequired, isLoaded]);
}

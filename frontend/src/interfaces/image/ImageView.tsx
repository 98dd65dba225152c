/** A picture with its shapes, to say yes or no to. */
import { useRef, useState } from "react";
import { ShapedPicture } from "../shared/image/ShapedPicture";
import { Stage } from "../shared/image/stage";
import { useZoom } from "../shared/image/useZoom";
import { ZoomTools } from "../shared/image/ZoomTools";
import { isLabel } from "../shared/labels";
import { Title } from "../shared/Title";
import type { ViewProps } from "../types";
import "../shared/content.css";
import "../shared/image/zoom.css";

export default function ImageView({ task, config, theme, t, readOnly }: ViewProps) {
  const [stage] = useState(() => new Stage());
  const root = useRef<HTMLDivElement>(null);
  const src = task.image as string;
  useZoom(stage, root);
  return (
    <>
      {isLabel(task.label) && <Title title={task.label} config={config} />}
      <div className="prodigy-content prodigy-image-zoomable" ref={root}>
        <ShapedPicture
          {...{ src, config, theme, t, stage }}
          alt={typeof task.text === "string" ? task.text : ""}
          content={task}
          isRequired={!readOnly}
          tools={!readOnly && <ZoomTools {...{ stage, t }} />}
        />
      </div>
    </>
  );
}

/** A text with overlapping spans, read-only. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { PaletteName } from "../../../model/theme";
import type { ViewProps } from "../../types";
import { textPieces } from "../../../text/pieces";
import { textSizeClass } from "../../../text/textSize";
import { labelOrder, offeredLabels } from "../labels";
import { useScrollToFirstSpan } from "../useScrollToFirstSpan";
import { laneSpans, tokenWidths } from "./laneSpan";
import { LaneText } from "./LaneText";
import { raisedKey } from "./raise";

interface LaneContentProps extends Pick<ViewProps, "task" | "config" | "theme"> {
  palette?: PaletteName;
  variant?: "spans" | "tags";
}

const STYLE = { showWhitespace: false, hideNewlines: true };

export function LaneContent({ task, config, theme, palette, variant = "spans" }: LaneContentProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [raised, setRaised] = useState(0);
  const text = task.text ?? "";
  const pieces = useMemo(() => textPieces(text, task.spans), [text, task.spans]);
  const spans = useMemo(() => {
    const order = labelOrder(offeredLabels(config, task.spans), task.spans);
    const widthAt = tokenWidths(pieces.tokens, pieces.gaps);
    const isCentred = variant === "tags";
    return laneSpans({ aligned: pieces.aligned, order, theme, widthAt, isCentred, ...(palette ? { palette } : {}) });
  }, [pieces, config, task.spans, theme, palette, variant]);
  useEffect(() => {
    if (pieces.invalid.length > 0) console.warn("Spans outside of the text are not shown:", pieces.invalid);
  }, [pieces]);
  useScrollToFirstSpan(ref, task._task_hash);
  return (
    <div
      className="prodigy-content"
      onPointerOver={(event) => event.pointerType !== "touch" && setRaised(raisedKey(event.target))}
      onPointerLeave={() => setRaised(0)}
      onClick={(event) => setRaised(raisedKey(event.target))}
    >
      <LaneText
        tokens={pieces.tokens}
        gaps={pieces.gaps}
        spans={spans}
        style={STYLE}
        config={config}
        containerRef={ref}
        raised={spans.find(({ key }) => key === raised)}
        variant={variant}
        className={`${textSizeClass(text)} prodigy-lanes-content`}
      />
    </div>
  );
}

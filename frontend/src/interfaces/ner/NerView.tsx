import { useRef } from "react";
import type { ViewProps } from "../types";
import { TextContent } from "../shared/TextContent";
import { useScrollToFirstSpan } from "../shared/useScrollToFirstSpan";

/** A text with its spans, to be accepted or rejected. */
export default function NerView({ task, config, theme }: ViewProps) {
  const ref = useRef<HTMLDivElement>(null);
  useScrollToFirstSpan(ref, task._task_hash);
  return (
    <div className="prodigy-content" ref={ref}>
      <TextContent text={task.text ?? ""} spans={task.spans} config={config} theme={theme} />
    </div>
  );
}

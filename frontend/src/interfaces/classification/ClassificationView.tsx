import { useRef } from "react";
import type { ViewProps } from "../types";
import { Content } from "../shared/Content";
import { isLabel } from "../shared/labels";
import { Title } from "../shared/Title";
import { useScrollToFirstSpan } from "../shared/useScrollToFirstSpan";

/** Does the label in the title bar fit the content below? Without a label there is no title bar. */
export default function ClassificationView({ task, config, theme, t }: ViewProps) {
  const ref = useRef<HTMLDivElement>(null);
  useScrollToFirstSpan(ref, task._task_hash);
  return (
    <>
      {isLabel(task.label) && <Title title={task.label} config={config} />}
      <div className="prodigy-content" ref={ref}>
        <Content content={task} config={config} theme={theme} t={t} />
      </div>
    </>
  );
}

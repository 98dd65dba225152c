import type { ViewProps } from "../types";
import { TextContent } from "../shared/TextContent";

/** A plain text and nothing else. A label of the task is not shown; that is what classification is for. */
export default function TextView({ task, config, theme }: ViewProps) {
  return (
    <div className="prodigy-content">
      <TextContent text={task.text ?? ""} config={config} theme={theme} />
    </div>
  );
}

import type { ViewProps } from "../types";
import HtmlContent from "../shared/html/HtmlContent";

export default function HtmlView({ task, config, theme, t, update, readOnly }: ViewProps) {
  return (
    <HtmlContent
      className="prodigy-content"
      task={task}
      config={config}
      theme={theme}
      t={t}
      {...(readOnly ? {} : { update })}
    />
  );
}

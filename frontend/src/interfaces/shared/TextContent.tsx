import type { CSSProperties } from "react";
import type { Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Theme } from "../../model/theme";
import { textSizeClass } from "../../text/textSize";
import { textDirection, textLanguage } from "./direction";
import { Marks } from "./Marks";
import "./content.css";

export interface TextContentProps {
  text: string;
  spans?: readonly Span[] | undefined;
  config: AppConfig;
  theme: Theme;
  sizeClass?: string | undefined;
  style?: CSSProperties;
}

/** Plain text, with marks if there are spans. Never interpreted as markup. */
export function TextContent({ text, spans, config, theme, sizeClass, style }: TextContentProps) {
  const hasSpans = Array.isArray(spans) && spans.length > 0;
  const className = `prodigy-text ${sizeClass ?? textSizeClass(text)}${hasSpans ? " prodigy-text-marked" : ""}`;
  return (
    <div className={className} dir={textDirection(config)} lang={textLanguage(config)} style={style}>
      {hasSpans ? <Marks text={text} spans={spans} config={config} theme={theme} /> : text}
    </div>
  );
}

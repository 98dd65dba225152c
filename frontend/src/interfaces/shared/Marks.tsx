/** A text with its spans as read-only marks. */
import { useEffect, useMemo, type CSSProperties } from "react";
import type { Span } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Theme } from "../../model/theme";
import { makeCodePointText } from "../../text/codePoints";
import { splitAtSpans } from "../../text/layout";
import { readSpans } from "../../text/readSpans";
import { readableTextColor } from "../../theme";
import { isLabel, labelOrder, offeredLabels, spanColor } from "./labels";
import "./spans.css";

export interface MarksProps {
  text: string;
  spans: readonly Span[] | undefined;
  config: AppConfig;
  theme: Theme;
}

/** Variables of a mark: the highlight of the theme, or a colour of its own with readable text on it. */
export function markStyle(color: string, theme: Theme): CSSProperties | undefined {
  if (color === theme.bgHighlight) return undefined;
  const text = readableTextColor(color);
  return { "--span-color": color, "--span-text": text, "--span-label": text } as CSSProperties;
}

export function Marks({ text, spans, config, theme }: MarksProps) {
  const index = useMemo(() => makeCodePointText(text), [text]);
  const readable = useMemo(() => readSpans(spans, index.length), [spans, index]);
  const order = useMemo(() => labelOrder(offeredLabels(config, spans), spans), [config, spans]);

  useEffect(() => {
    const { overlapping, invalid } = readable;
    if (overlapping.length) console.warn("Spans overlap; only the longest are shown. Hidden:", overlapping);
    if (invalid.length) console.warn("Spans outside of the text are not shown:", invalid);
  }, [readable]);

  const parts = splitAtSpans((start, end) => index.slice(start, end), index.length, readable.visible);
  return parts.map((part, i) => {
    if (part.span === null) return part.text;
    const span = readable.visible[part.span] as Span;
    return (
      <mark
        key={i}
        className="prodigy-span"
        data-label={span.label}
        style={markStyle(spanColor(span, order, theme), theme)}
      >
        {part.text}
        {isLabel(span.label) ? (
          <span className="prodigy-span-label">
            <bdi>{span.label}</bdi>
          </span>
        ) : null}
      </mark>
    );
  });
}

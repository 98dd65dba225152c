/** A bare token, or the box around the tokens of a span with its label below. Redrawn only when it looks different. */
import { memo, type CSSProperties } from "react";
import type { Token } from "../../../model/parts";
import { readableTextColor } from "../../../theme";
import { isNewlineToken, isWhitespaceToken } from "../../../text/tokens";

export interface UnitBoxProps {
  from: number;
  to: number;
  /** null: no span. */
  label: string | null;
  color: string | null;
  isInert: boolean;
  isControl: boolean;
  isCursor: boolean;
  state: "" | "pending" | "selected" | "marked";
  gap: number;
  tokens: readonly Token[];
  gaps: readonly string[];
  hidesNewlines: boolean;
}

export const UnitBox = memo(function UnitBox(props: UnitBoxProps) {
  const { from, to, label, color, isControl, isCursor, state, gap, tokens } = props;
  const isSpan = label !== null;
  const isDisabled = props.isInert && tokens.slice(from, to + 1).some((token) => token.disabled);
  let className = "prodigy-arc-unit";
  if (isSpan) className += " prodigy-span";
  else if (to > from) className += " prodigy-arc-unit-joined";
  if (props.isInert) className += isDisabled ? " prodigy-token-disabled" : " prodigy-arc-unit-space";
  if (state) className += ` prodigy-arc-unit-${state}`;
  const style: Record<string, string> = {};
  if (gap) style.marginInlineEnd = `${gap}px`;
  if (color !== null) {
    const text = readableTextColor(color);
    Object.assign(style, { "--span-color": color, "--span-text": text, "--span-label": text });
  }
  const words = [];
  for (let position = from; position <= to; position += 1) {
    const token = tokens[position] as Token;
    words.push(
      <span
        key={position}
        className="prodigy-token"
        data-token={position}
        style={token.style as CSSProperties | undefined}
      >
        {isNewlineToken(token) ? (props.hidesNewlines ? "" : "↵") : isWhitespaceToken(token) ? "␣" : token.text}
      </span>,
      position < to && props.gaps[position] ? " " : "",
    );
  }
  return (
    <span
      className={className}
      data-unit={from}
      {...(isSpan ? { "data-span": from, "data-label": label } : {})}
      {...(isControl
        ? { role: "button", tabIndex: isCursor ? 0 : -1, "aria-pressed": state === "pending" || state === "selected" }
        : {})}
      style={style as CSSProperties}
    >
      <bdi className="prodigy-arc-words">{words}</bdi>
      {label ? <bdi className="prodigy-span-label">{label}</bdi> : null}
    </span>
  );
});

/** From a task and its settings to what the view draws. */
import type { AppConfig, Span, Task, Theme, Token } from "../types";
import { alignSpans, withoutOverlaps, type TokenRange } from "../../text/alignSpans";
import { isLocked, isSuggested } from "../../text/editSpans";
import { chooseGapMode, tokenGaps, type TokenRules } from "../../text/tokens";
import { readableTextColor } from "../../theme";
import { labelOrder, spanColor } from "../shared/labels";
import type { DrawnSpan } from "../shared/tokens/drawnSpan";

export interface SpanModel {
  /** Spans to draw, sorted by start, without overlaps. */
  spans: DrawnSpan[];
  /** How many spans of the data can't be drawn: off the token borders, or below a longer one. */
  unalignedCount: number;
  hiddenCount: number;
}

export function tokenRules(config: Pick<AppConfig, "allow_newline_highlight">): TokenRules {
  return { allowNewlines: config.allow_newline_highlight === true };
}

type GapSettings = Pick<AppConfig, "honor_token_whitespace" | "ner_manual_highlight_chars">;

export function gapsOf(tokens: readonly Token[], text: unknown, config: GapSettings): string[] {
  const isCharacters = config.ner_manual_highlight_chars === true;
  const mode = chooseGapMode(tokens, config.honor_token_whitespace, isCharacters);
  return tokenGaps(tokens, mode, typeof text === "string" ? text : undefined);
}

/** `hide_newlines` and `hide_newline_tokens` are older names of `hide_true_newline_tokens`. */
export function hidesNewlines(config: Partial<AppConfig>): boolean {
  return Boolean(config.hide_true_newline_tokens || config.hide_newlines || config.hide_newline_tokens);
}

export function spanModel(
  spans: readonly Span[] | undefined,
  tokens: readonly Token[],
  offered: readonly string[],
  theme: Theme,
): SpanModel {
  const { aligned, unaligned } = alignSpans(spans, tokens);
  const { visible, hidden } = withoutOverlaps(aligned);
  const order = labelOrder(offered, spans);
  return {
    spans: visible.map(({ span, from, to }) => {
      const color = spanColor(span, order, theme);
      return {
        span,
        from,
        to,
        color,
        textColor: color === theme.bgHighlight ? null : readableTextColor(color),
        isLocked: isLocked(span),
        isSuggested: isSuggested(span),
      };
    }),
    unalignedCount: unaligned.length,
    hiddenCount: hidden.length,
  };
}

/** The words of a range as one line, shortened in the middle. */
export function rangeText(range: TokenRange, tokens: readonly Token[], gaps: readonly string[]): string {
  let text = "";
  for (let i = range.from; i <= range.to; i += 1) {
    text += (tokens[i]?.text ?? "") + (i < range.to ? (gaps[i] ?? "") : "");
  }
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 50)} … ${line.slice(-25)}` : line;
}

/** Whether the task differs from how it was first shown. Spans are compared by identity, then by value. */
export function hasEdits(task: Task, original: Task): boolean {
  return task.spans !== original.spans && JSON.stringify(task.spans) !== JSON.stringify(original.spans);
}

/** What the settings say about tokens, for every view that draws them. */
import type { Token } from "../../../model/parts";
import type { AppConfig } from "../../../model/config";
import { chooseGapMode, tokenGaps, type TokenRules } from "../../../text/tokens";

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

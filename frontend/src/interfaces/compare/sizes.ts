/** How large the texts of a comparison are. */
import { textSize } from "../../text/textSize";
import type { Comparison } from "./model";

/** The question in a size that leaves the candidates the first place. */
export function inputSize({ input }: Comparison): string {
  return textSize(input?.text ?? "") === "small" ? "prodigy-text-small" : "prodigy-text-medium";
}

/** Both candidates in the same size, by the longer one: size must not be a hint. */
export function candidateSize({ accept, reject }: Comparison): string {
  const sizes = [accept.text, reject.text].map((text) => textSize(text ?? ""));
  return sizes.includes("small") ? "prodigy-text-small" : "prodigy-compare-text";
}

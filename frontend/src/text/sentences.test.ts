import { describe, expect, it } from "vitest";
import { sentenceAt } from "./sentences";
import { tokenize } from "./testTokens";
import { tokenGaps } from "./tokens";

const sentences = (text: string) => {
  const tokens = tokenize(text);
  const gaps = tokenGaps(tokens, "offsets", text);
  return tokens.map((_, position) => {
    const { from, to } = sentenceAt(tokens, gaps, position);
    return `${tokens[from]?.text}..${tokens[to]?.text}`;
  });
};

describe("sentenceAt", () => {
  it("goes from full stop to full stop", () => {
    expect([...new Set(sentences("Ada wrote . Did she ? Yes !"))]).toEqual(["Ada...", "Did..?", "Yes..!"]);
  });

  it("keeps numbers and abbreviations without a gap together", () => {
    expect([...new Set(sentences("It costs 3.50 today"))]).toEqual(["It..today"]);
  });

  it("takes closing quotes along", () => {
    const tokens = ["“", "Go", ".", "”", "He", "went"].map((text, id) => ({ text, start: id, end: id + 1, id }));
    const gaps = ["", "", "", " ", " ", ""];
    expect(sentenceAt(tokens, gaps, 1)).toEqual({ from: 0, to: 3 });
    expect(sentenceAt(tokens, gaps, 5)).toEqual({ from: 4, to: 5 });
  });

  it("ends at line breaks", () => {
    const tokens = ["Title", "\n", "Text"].map((text, id) => ({ text, start: id, end: id + 1, id }));
    expect(sentenceAt(tokens, ["", "", ""], 0)).toEqual({ from: 0, to: 1 });
    expect(sentenceAt(tokens, ["", "", ""], 2)).toEqual({ from: 2, to: 2 });
  });
});

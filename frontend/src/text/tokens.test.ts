import { describe, expect, it } from "vitest";
import type { Token } from "../model/parts";
import { makeCodePointText } from "./codePoints";
import { random, randomText, tokenize } from "./testTokens";
import { textSize } from "./textSize";
import { chooseGapMode, isSelectableToken, splitTokens, tokenGaps, tokenId } from "./tokens";

const token = (text: string, extra: Partial<Token> = {}): Token => ({
  text,
  start: 0,
  end: text.length,
  id: 0,
  ...extra,
});

describe("chooseGapMode", () => {
  const withFlag = [token("a", { ws: true })];
  it.each([
    [withFlag, undefined, "ws"],
    [[token("a")], undefined, "offsets"],
    [[...withFlag, token("b")], undefined, "offsets"],
    [[token("a")], true, "ws"],
    [withFlag, false, "uniform"],
  ])("decides from the flags unless told", (tokens, honor, mode) => {
    expect(chooseGapMode(tokens, honor, false)).toBe(mode);
  });

  it("draws characters without gaps", () => {
    expect(chooseGapMode(withFlag, false, true)).toBe("offsets");
  });
});

describe("tokenGaps", () => {
  const tokens = tokenize("Start-Up now");

  it("follows ws", () => {
    expect(tokenGaps(tokens, "ws")).toEqual(["", "", " ", ""]);
  });

  it("follows offsets", () => {
    expect(tokenGaps(tokens, "offsets")).toEqual(["", "", " ", ""]);
  });

  it("puts one gap after every token", () => {
    expect(tokenGaps(tokens, "uniform")).toEqual([" ", " ", " ", ""]);
  });

  it("keeps line breaks that the tokenizer dropped", () => {
    const text = "one\n two";
    expect(tokenGaps(splitTokens(text), "offsets", text)).toEqual(["\n ", ""]);
  });

  it("does not indent the line after a line break token", () => {
    expect(tokenGaps(tokenize("a\nb"), "uniform")).toEqual([" ", "", ""]);
  });

  it("joins to the original text on random texts without runs of spaces", () => {
    const next = random(3);
    for (let round = 0; round < 200; round += 1) {
      const text = randomText(next, 20)
        .replace(/[ \t]+/g, " ")
        .trim();
      const parts = tokenize(text);
      const gaps = tokenGaps(parts, "offsets", text);
      const drawn = parts.map((part, i) => part.text + gaps[i]).join("");
      expect(drawn.replace(/\n /g, "\n")).toBe(text.replace(/\n /g, "\n"));
    }
  });
});

describe("splitTokens", () => {
  it("counts offsets in code points", () => {
    expect(splitTokens("😀 Uber ")).toEqual([
      { text: "😀", start: 0, end: 1, id: 0, ws: true },
      { text: "Uber", start: 2, end: 6, id: 1, ws: true },
    ]);
  });

  it("covers every visible character of random texts", () => {
    const next = random(11);
    for (let round = 0; round < 200; round += 1) {
      const text = randomText(next, 30);
      const index = makeCodePointText(text);
      for (const part of splitTokens(text)) expect(index.slice(part.start, part.end)).toBe(part.text);
      expect(
        splitTokens(text)
          .map((part) => part.text)
          .join(""),
      ).toBe(text.replace(/\s+/g, ""));
    }
  });
});

describe("isSelectableToken", () => {
  it.each([
    ["word", token("a"), false, true],
    ["disabled", token("a", { disabled: true }), true, false],
    ["line break", token("\n"), false, false],
    ["line break when allowed", token("\n"), true, true],
    ["spaces", token("  "), true, false],
    ["only a combining mark", token("\u0301"), false, true],
  ])("%s", (_name, part, allowNewlines, expected) => {
    expect(isSelectableToken(part, { allowNewlines })).toBe(expected);
  });
});

describe("tokenId", () => {
  it("writes the id of the token, not its place", () => {
    expect(tokenId([token("a", { id: 40 })], 0)).toBe(40);
  });
});

describe("textSize", () => {
  it.each([
    ["a".repeat(60), "large"],
    ["😀".repeat(60), "large"],
    ["a".repeat(61), "medium"],
    ["😀".repeat(200), "medium"],
    ["a".repeat(201), "small"],
    ["a".repeat(9999), "small"],
  ])("depends on code points", (text, size) => {
    expect(textSize(text)).toBe(size);
  });
});

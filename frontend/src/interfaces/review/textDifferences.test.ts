import { describe, expect, it } from "vitest";
import { random, randomText } from "../../text/testTokens";
import { markDifferences, textKeys, textsOf } from "./textDifferences";
import type { Version } from "./model";

const brief = (text: string, ...others: string[]) =>
  markDifferences(text, [text, ...others])
    .map(({ text: part, differs }) => (differs ? `[${part}]` : part))
    .join("");

describe("words that differ", () => {
  it("are marked where any other version has something else", () => {
    expect(brief("The cat sat there", "The dog sat there")).toBe("The [cat] sat there");
    expect(brief("The cat sat there", "The dog sat there", "The cat sat here")).toBe("The [cat] sat [there]");
  });

  it("are none where a version only lacks some, or is the same", () => {
    expect(brief("The cat", "The small cat")).toBe("The cat");
    expect(brief("The small cat", "The cat")).toContain("[");
    expect(brief("The cat")).toBe("The cat");
    expect(brief("", "a")).toBe("");
  });

  it("keep words whole beyond the basic plane", () => {
    expect(brief("a 🦊 ran", "a 🐶 ran")).toBe("a [🦊] ran");
    expect(brief("Crème brûlée", "Creme brûlée")).toBe("[Crème] brûlée");
  });

  it("add up to the text, whatever it is", () => {
    const next = random(3);
    for (let i = 0; i < 60; i += 1) {
      const texts = [randomText(next, 12), randomText(next, 12), randomText(next, 12)];
      for (const text of texts)
        expect(
          markDifferences(text, texts)
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
    }
  });

  it("are not looked for in texts of many pages", () => {
    const long = "word ".repeat(20_000);
    expect(markDifferences(long, [long, `${long}!`])).toEqual([{ text: long, differs: false }]);
  });
});

describe("keys with texts", () => {
  it("are those that are not the same in all versions", () => {
    const versions = [
      { a: "x", b: "x", c: "x", d: 1 },
      { a: "y", b: "x", d: "2" },
      { a: null },
    ] as unknown as Version[];
    expect(textKeys(versions.slice(0, 2), ["a", "b", "c", "d"])).toEqual(["a", "c"]);
    expect(textKeys(versions, ["a"])).toEqual(["a"]);
    expect(textsOf(versions, "a")).toEqual(["x", "y"]);
  });
});

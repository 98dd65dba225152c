/** What the translations say, beside having the same keys: plural forms, punctuation, nothing left out. */
import { describe, expect, it } from "vitest";
import en from "./en.json";
import { LANGUAGES, loadMessages, loadRest, makeTranslate } from ".";

const FORM = /_(zero|one|two|few|many|other)$/;
const plurals = [
  ...new Set(
    Object.keys(en)
      .filter((key) => FORM.test(key))
      .map((key) => key.replace(FORM, "")),
  ),
];

describe.each(LANGUAGES)("%s", (language) => {
  it("says something for every key, without stray spaces", async () => {
    const { messages } = await loadMessages(language);
    await loadRest();
    for (const [key, text] of Object.entries(messages)) {
      expect([key, text.trim()]).toEqual([key, text]);
      expect([key, text.length > 0]).toEqual([key, true]);
      expect([key, /\{\s|\s\}|\{\}/.test(text)]).toEqual([key, false]);
    }
  });

  it("has a form for every number, and shows the number in it", async () => {
    const { messages } = await loadMessages(language);
    await loadRest();
    const t = makeTranslate(language, messages);
    for (const key of plurals) {
      for (const n of [0, 1, 2, 3, 5, 11, 21, 101, 1_000_000]) {
        const text = t(key as never, { n, name: "x", label: "x", count: 1, total: 2 });
        expect([key, n, text === key]).toEqual([key, n, false]);
        expect([key, n, text]).toEqual([key, n, expect.not.stringContaining("{n}")]);
      }
    }
  });
});

describe("makeTranslate", () => {
  it("leaves a placeholder that got no value, and takes no value for another one", () => {
    const t = makeTranslate("en", { a: "{x} and {y}" });
    expect(t("a" as never, { x: "{y}" })).toBe("{y} and {y}");
  });

  it("writes numbers as the language does", () => {
    const text = (language: string) => makeTranslate(language, { a: "{x}" })("a" as never, { x: 1234567.5 });
    expect([text("en"), text("de"), text("fr").replace(/\s/g, " ")]).toEqual([
      "1,234,567.5",
      "1.234.567,5",
      "1 234 567,5",
    ]);
  });

  it("takes the form of other numbers where a language lacks one", () => {
    const t = makeTranslate("fr", { a_one: "un", a_other: "{n} choses" });
    expect([t("a" as never, { n: 0 }), t("a" as never, { n: 1_000_000 })]).toEqual([
      "un",
      expect.stringContaining("choses"),
    ]);
  });

  it("does not look for a form without a number", () => {
    expect(makeTranslate("en", { a: "plain", a_other: "{n}" })("a" as never, { n: "3" })).toBe("plain");
  });
});

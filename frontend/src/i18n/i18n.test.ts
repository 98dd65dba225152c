import { describe, expect, it, vi } from "vitest";
import en from "./en.json";
import { LANGUAGES, loadMessages, makeTranslate, START_MESSAGES } from ".";

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();

describe("languages", () => {
  it.each(LANGUAGES)("%s has exactly the keys of English", async (language) => {
    const { messages } = await loadMessages(language);
    expect(Object.keys(messages).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(LANGUAGES)("%s uses the placeholders of English", async (language) => {
    const { messages } = await loadMessages(language);
    for (const [key, text] of Object.entries(en)) {
      expect([key, placeholders(messages[key] ?? "")]).toEqual([key, placeholders(text)]);
    }
  });

  it("starts with the words of English", () => {
    expect(en).toMatchObject(START_MESSAGES);
  });

  it("falls back to English for an unknown language", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect((await loadMessages("xx")).language).toBe("en");
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe("makeTranslate", () => {
  it("fills placeholders and formats numbers", async () => {
    const { messages } = await loadMessages("de");
    const t = makeTranslate("de", messages);
    expect(t("page_of", { n: 1, total: 1200 })).toBe("Seite 1 von 1.200");
  });

  it("chooses the plural form", () => {
    const t = makeTranslate("en", en);
    expect(t("unsaved", { n: 1 })).toBe("1 answer not yet saved");
    expect(t("unsaved", { n: 3 })).toBe("3 answers not yet saved");
  });

  it("shows an unknown key as it is", () => {
    expect(makeTranslate("en")("not_there" as never)).toBe("not_there");
  });
});

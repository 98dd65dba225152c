import { describe, expect, it, vi } from "vitest";
import en from "./en.json";
import { LANGUAGES, loadMessages, loadRest, makeTranslate, START_MESSAGES } from ".";

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();

describe("languages", () => {
  it.each(LANGUAGES)("%s has exactly the keys of English", async (language) => {
    const { messages } = await loadMessages(language);
    await loadRest();
    expect(Object.keys(messages).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(LANGUAGES)("%s uses the placeholders of English", async (language) => {
    const { messages } = await loadMessages(language);
    await loadRest();
    for (const [key, text] of Object.entries(en)) {
      expect([key, placeholders(messages[key] ?? "")]).toEqual([key, placeholders(text)]);
    }
  });

  it.each(LANGUAGES)("%s has its words in two parts, of which most pages need the smaller one", async (language) => {
    const { messages } = await loadMessages(language);
    const first = { ...messages };
    for (const key of [
      "accept",
      "undo",
      "rule_required",
      "session_title",
      "unsaved_one",
      "shape_no_place",
      "page_data",
      "info_session",
    ]) {
      expect(first).toHaveProperty(key);
    }
    for (const key of ["data_search", "dash_stale", "review_take", "relation_added"]) {
      expect(first).not.toHaveProperty(key);
    }
    await loadRest();
    expect(messages).toMatchObject(first);
    expect(Object.keys(first).length).toBeLessThan(Object.keys(messages).length * 0.7);
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

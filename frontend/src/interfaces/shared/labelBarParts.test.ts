import { describe, expect, it, vi } from "vitest";
import { CONFIG_DEFAULTS, type AppConfig } from "../../model/config";
import { SEARCH_MIN } from "../../ui/labelGroups";
import { barSettings, canFilterLabels, labelShortcuts } from "./labelBarParts";

const config = (extra: Partial<AppConfig> = {}): AppConfig => ({ ...CONFIG_DEFAULTS, ...extra });
const many = Array.from({ length: SEARCH_MIN }, (_, i) => `L${i}`);

describe("barSettings", () => {
  it("shows labels as a list and left to right unless told", () => {
    expect(barSettings(config())).toMatchObject({ style: "list", dir: undefined });
    expect(barSettings(config({ ner_manual_label_style: "dropdown", writing_dir: "rtl" }))).toMatchObject({
      style: "dropdown",
      dir: "rtl",
    });
  });
});

describe("canFilterLabels", () => {
  it("offers a search for long bars only", () => {
    expect(canFilterLabels(many, config())).toBe(true);
    expect(canFilterLabels(many.slice(1), config())).toBe(false);
  });

  it("offers none where the browser lists the labels, or where nothing can be chosen", () => {
    expect(canFilterLabels(many, config({ ner_manual_label_style: "dropdown" }))).toBe(false);
    expect(canFilterLabels(many, config(), true)).toBe(false);
  });
});

describe("labelShortcuts", () => {
  it("counts labels without a key, so that keymaps name the same label", () => {
    const choose = vi.fn();
    const shortcuts = labelShortcuts(["A", "B", "C"], ["1", "", "x"], choose);
    expect(shortcuts.map(({ action, keys, label }) => [action, keys, label])).toEqual([
      ["label_1", ["1"], "A"],
      ["label_3", ["x"], "C"],
    ]);
    shortcuts[1]?.run({} as KeyboardEvent);
    expect(choose.mock.calls).toEqual([["C"]]);
  });
});

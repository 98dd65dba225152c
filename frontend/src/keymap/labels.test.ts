import { describe, expect, it } from "vitest";
import { keyHint, labelKeys, numberKey } from "./labels";

const items = (count: number) => Array.from({ length: count }, (_, index) => `L${index + 1}`);

describe("labelKeys", () => {
  it("counts to thirty", () => {
    const keys = labelKeys(items(31), {});
    expect(keys[0]).toBe("1");
    expect(keys[9]).toBe("0");
    expect(keys[10]).toBe("shift+1");
    expect(keys[15]).toBe("shift+6");
    expect(keys[19]).toBe("shift+0");
    expect(keys[20]).toBe("shift+alt+1");
    expect(keys[29]).toBe("shift+alt+0");
    expect(keys[30]).toBe("");
  });

  it("takes keys by name or by number and leaves the rest their numbers", () => {
    const keymap_by_label = { PERSON: "p", "2": "w" };
    expect(labelKeys(["ORG", "PRODUCT", "PERSON", "GPE"], { keymap_by_label })).toEqual(["1", "w", "p", "4"]);
  });

  it("is unique within the default keys", () => {
    const keys = Array.from({ length: 30 }, (_, index) => numberKey(index));
    expect(new Set(keys).size).toBe(30);
  });
});

describe("keyHint", () => {
  it.each([
    ["1", "1"],
    ["shift+1", "⇧1"],
    ["shift+alt+1", "alt ⇧1"],
    ["backspace", "⌫"],
    ["ctrl+s", "ctrl s"],
    ["", ""],
  ])("%s", (combo, hint) => {
    expect(keyHint(combo, false)).toBe(hint);
  });

  it("uses the signs of a Mac on a Mac", () => {
    expect(keyHint("shift+alt+1", true)).toBe("⌥⇧1");
    expect(keyHint("command+s", true)).toBe("⌘s");
  });
});

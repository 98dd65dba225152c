import { describe, expect, it } from "vitest";
import { canonical, matches, parseCombo, type KeyEvent } from "./parse";

const press = (key: string, more: Partial<KeyEvent> = {}): KeyEvent => ({
  key,
  code: "",
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
});

describe("matches", () => {
  it.each<[string, KeyEvent]>([
    ["a", press("a")],
    ["a", press("A")],
    ["space", press(" ")],
    [" ", press(" ")],
    ["backspace", press("Backspace")],
    ["del", press("Delete")],
    ["escape", press("Escape")],
    ["pageup", press("PageUp")],
    ["left", press("ArrowLeft")],
    ["command+s", press("s", { metaKey: true })],
    ["ctrl+s", press("s", { ctrlKey: true })],
    ["option+enter", press("Enter", { altKey: true })],
    ["alt+a", press("å", { altKey: true, code: "KeyA" })],
    ["?", press("?", { shiftKey: true, code: "Slash" })],
    ["]", press("]", { code: "BracketRight" })],
    ["+", press("+")],
    ["ctrl++", press("+", { ctrlKey: true })],
    ["shift", press("Shift", { shiftKey: true })],
  ])("%s", (combo, event) => {
    expect(matches(parseCombo(combo), event)).toBe(true);
  });

  it("compares digits by the physical key", () => {
    const french = press("&", { code: "Digit1" });
    expect(matches(parseCombo("1"), french)).toBe(true);
    expect(matches(parseCombo("1"), press("1", { code: "Numpad1" }))).toBe(true);
    const shifted = press("!", { code: "Digit1", shiftKey: true });
    expect(matches(parseCombo("shift+1"), shifted)).toBe(true);
    expect(matches(parseCombo("1"), shifted)).toBe(false);
    const both = press("¡", { code: "Digit1", shiftKey: true, altKey: true });
    expect(matches(parseCombo("shift+alt+1"), both)).toBe(true);
  });

  it.each<[string, KeyEvent]>([
    ["a", press("a", { ctrlKey: true })],
    ["a", press("A", { shiftKey: true })],
    ["s", press("s", { metaKey: true })],
    ["command+s", press("s", { ctrlKey: true })],
    ["ctrl+z", press("z", { ctrlKey: true, shiftKey: true })],
    ["a", press("b")],
  ])("%s is not every key", (combo, event) => {
    expect(matches(parseCombo(combo), event)).toBe(false);
  });
});

describe("canonical", () => {
  it("gives different spellings the same text", () => {
    expect(canonical("alt+shift+1")).toBe(canonical("Shift+Option+1"));
    expect(canonical("delete")).toBe("del");
  });
});

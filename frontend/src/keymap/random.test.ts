/** What holds for every combination of keys. */
import { describe, expect, it } from "vitest";
import { random } from "../text/testTokens";
import { DEFAULT_KEYMAP } from "./defaults";
import { keyHint, labelKeys, numberKey } from "./labels";
import { canonical, matches, parseCombo, type KeyEvent } from "./parse";

const KEYS = ["a", "é", "ж", "1", "0", "?", "+", "[", "/", "enter", "space", "escape", "del", "left", "pageup"];
const MODIFIERS = ["ctrl", "command", "alt", "shift"];
const EVENT_NAMES: Record<string, string> = {
  enter: "Enter",
  space: " ",
  escape: "Escape",
  del: "Delete",
  left: "ArrowLeft",
  pageup: "PageUp",
};

function randomCombo(next: (below: number) => number): string {
  const held = MODIFIERS.filter(() => next(3) === 0).sort(() => next(3) - 1);
  return [...held, KEYS[next(KEYS.length)]!].join("+");
}

/** The event that the browser makes of a combination, where a key types what is on it. */
function press(text: string): KeyEvent {
  const { key, shift, alt, ctrl, meta } = parseCombo(text);
  const typed = EVENT_NAMES[key] ?? (shift ? key.toUpperCase() : key);
  const code = /^\d$/.test(key) ? `Digit${key}` : /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : "";
  return { key: typed, code, shiftKey: shift, altKey: alt, ctrlKey: ctrl, metaKey: meta };
}

describe.each([1, 2, 3])("combinations (seed %i)", (seed) => {
  const next = random(seed);
  const combos = Array.from({ length: 150 }, () => randomCombo(next));

  it("are met by their own key press", () => {
    for (const combo of combos) expect([combo, matches(parseCombo(combo), press(combo))]).toEqual([combo, true]);
  });

  it("have one spelling, which means the same", () => {
    for (const combo of combos) {
      const spelled = canonical(combo);
      expect(canonical(spelled)).toBe(spelled);
      expect(parseCombo(spelled)).toEqual(parseCombo(combo));
      expect(canonical(combo.toUpperCase())).toBe(spelled);
    }
  });

  it("are not met with one modifier more or less", () => {
    for (const combo of combos) {
      const event = press(combo);
      for (const held of ["altKey", "ctrlKey", "metaKey"] as const) {
        expect(matches(parseCombo(combo), { ...event, [held]: !event[held] })).toBe(false);
      }
    }
  });

  it("have a text for their key cap, and different ones for different keys", () => {
    const hints = new Map(combos.map((combo) => [canonical(combo), keyHint(combo, false)]));
    expect([...hints.values()].every(Boolean)).toBe(true);
    expect(new Set(hints.values()).size).toBe(hints.size);
  });
});

it("gives thirty labels different keys, and no further one any", () => {
  const keys = labelKeys(
    Array.from({ length: 40 }, (_, i) => `L${i}`),
    {},
  );
  expect(new Set(keys.slice(0, 30).map(canonical)).size).toBe(30);
  expect(keys.slice(30)).toEqual(Array(10).fill(""));
  expect(numberKey(9)).toBe("0");
});

it("takes a label that is called like a member of every object for a label", () => {
  expect(labelKeys(["constructor", "toString", "__proto__"], { keymap_by_label: {} })).toEqual(["1", "2", "3"]);
});

it("leaves every global action a key of its own", () => {
  const names = [
    "accept",
    "reject",
    "ignore",
    "undo",
    "save",
    "flag",
    "help",
    "note",
    "keys",
    "undo_edit",
    "redo_edit",
  ];
  const all = names.flatMap((name) => DEFAULT_KEYMAP[name] ?? []).map(canonical);
  expect(new Set(all).size).toBe(all.length);
});

/** Every combination that can be written is found again in the event of its keys, and in no other. */
import { expect, it } from "vitest";
import { random } from "../text/testTokens";
import { canonical, matches, parseCombo, type KeyEvent } from "./parse";

const KEYS: readonly [name: string, key: string, code: string][] = [
  ["a", "a", "KeyA"],
  ["z", "z", "KeyZ"],
  ["1", "1", "Digit1"],
  ["0", "0", "Numpad0"],
  ["enter", "Enter", "Enter"],
  ["space", " ", "Space"],
  ["left", "ArrowLeft", "ArrowLeft"],
  ["del", "Delete", "Delete"],
  ["pagedown", "PageDown", "PageDown"],
];
const SPELLINGS = {
  shift: ["shift", "Shift"],
  alt: ["alt", "option"],
  ctrl: ["ctrl", "control"],
  meta: ["command", "cmd", "meta"],
};
const MODIFIERS = Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[];

function randomPress(next: (below: number) => number) {
  const [name, key, code] = KEYS[next(KEYS.length)] as (typeof KEYS)[number];
  const held = MODIFIERS.filter(() => next(3) === 0);
  const spell = (modifier: keyof typeof SPELLINGS) => SPELLINGS[modifier][next(SPELLINGS[modifier].length)];
  const shuffled = [...held].sort(() => next(3) - 1);
  const event: KeyEvent = {
    key: held.includes("shift") && key.length === 1 ? key.toUpperCase() : key,
    code,
    shiftKey: held.includes("shift"),
    altKey: held.includes("alt"),
    ctrlKey: held.includes("ctrl"),
    metaKey: held.includes("meta"),
  };
  return { text: [...shuffled.map(spell), name].join("+"), event };
}

it.each([1, 2, 3])("on random combinations (seed %i)", (seed) => {
  const next = random(seed);
  const presses = Array.from({ length: 60 }, () => randomPress(next));
  for (const one of presses) {
    expect(canonical(canonical(one.text))).toBe(canonical(one.text));
    for (const other of presses) {
      expect(matches(parseCombo(one.text), other.event)).toBe(canonical(one.text) === canonical(other.text));
    }
  }
});

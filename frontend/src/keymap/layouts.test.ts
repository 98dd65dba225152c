/** Keyboards of the world: what browsers send for a key press, and which shortcut is meant by it. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { Dispatcher } from "./dispatcher";
import { isComposing, matches, parseCombo, type KeyEvent } from "./parse";

interface Press extends Partial<KeyEvent> {
  isAltGr?: boolean;
}
const press = (key: string, code: string, { isAltGr = false, ...more }: Press = {}): KeyEvent => ({
  key,
  code,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  getModifierState: (name) => name === "AltGraph" && isAltGr,
  ...more,
});
const means = (combo: string, event: KeyEvent) => matches(parseCombo(combo), event);

/** The third level of a key: Windows reports ctrl and alt as held, Linux does not. */
const WINDOWS = { isAltGr: true, ctrlKey: true, altKey: true };
const LINUX = { isAltGr: true };
const onMac = () => vi.stubGlobal("navigator", { platform: "MacIntel" });

afterEach(() => vi.unstubAllGlobals());

describe("symbols", () => {
  it.each<[string, string, KeyEvent]>([
    ["German, Windows", "[", press("[", "Digit8", WINDOWS)],
    ["German, Linux", "[", press("[", "Digit8", LINUX)],
    ["German", "/", press("/", "Digit7", { shiftKey: true })],
    ["German", "?", press("?", "Minus", { shiftKey: true })],
    ["French, Windows", "]", press("]", "Minus", WINDOWS)],
    ["Spanish", "?", press("?", "Minus", { shiftKey: true })],
    ["US", "[", press("[", "BracketLeft")],
  ])("%s: %s", (_layout, combo, event) => expect(means(combo, event)).toBe(true));

  it("are typed with option on a Mac", () => {
    const event = press("[", "Digit5", { altKey: true });
    expect(means("[", event)).toBe(false);
    onMac();
    expect(means("[", event)).toBe(true);
  });

  it("are not meant by a command with the same symbol", () => {
    expect(means("[", press("[", "BracketLeft", { ctrlKey: true }))).toBe(false);
    expect(means("[", press("[", "BracketLeft", { metaKey: true }))).toBe(false);
    expect(means("[", press("[", "BracketLeft", { ctrlKey: true, altKey: true }))).toBe(false);
    onMac();
    expect(means("[", press("[", "Digit5", { altKey: true, metaKey: true }))).toBe(false);
  });

  it("keep their own modifiers", () => {
    expect(means("alt+/", press("/", "Slash", { altKey: true }))).toBe(true);
    expect(means("alt+/", press("/", "Slash"))).toBe(false);
    expect(means("ctrl++", press("+", "Equal", { ctrlKey: true, shiftKey: true }))).toBe(true);
  });
});

describe("letters", () => {
  it.each<[string, string, KeyEvent]>([
    ["Russian", "a", press("ф", "KeyA")],
    ["Russian", "ctrl+z", press("я", "KeyZ", { ctrlKey: true })],
    ["Russian", "command+shift+z", press("Я", "KeyZ", { metaKey: true, shiftKey: true })],
    ["Greek", "x", press("χ", "KeyX")],
    ["Hebrew", "f", press("כ", "KeyF")],
    ["Arabic", "a", press("ش", "KeyA")],
    ["Hindi", "x", press("ठ", "KeyX")],
    ["Japanese kana", "a", press("ち", "KeyA")],
    ["French", "a", press("a", "KeyQ")],
    ["Dvorak", "x", press("x", "KeyB")],
  ])("%s: %s", (_layout, combo, event) => expect(means(combo, event)).toBe(true));

  it("are what they type where there are Latin letters", () => {
    expect(means("q", press("a", "KeyQ"))).toBe(false);
    expect(means("a", press("q", "KeyA"))).toBe(false);
    expect(means("a", press("æ", "KeyA"))).toBe(false);
    expect(means("e", press("ę", "KeyE", WINDOWS))).toBe(false);
  });

  it("may be foreign ones in the settings, too", () => {
    expect(means("ф", press("ф", "KeyA"))).toBe(true);
    const ran: string[] = [];
    const dispatcher = new Dispatcher();
    const shortcut = (action: string, key: string) => ({ action, keys: [key], run: () => ran.push(action) });
    dispatcher.register("global", [shortcut("accept", "a")]);
    dispatcher.register("labels", [shortcut("label", "ф")]);
    dispatcher.handle(new KeyboardEvent("keydown", { key: "ф", code: "KeyA" }));
    expect(ran).toEqual(["label"]);
  });
});

describe("digits", () => {
  it.each<[string, string, KeyEvent]>([
    ["French", "1", press("&", "Digit1")],
    ["French", "shift+2", press("2", "Digit2", { shiftKey: true })],
    ["German", "shift+7", press("/", "Digit7", { shiftKey: true })],
    ["Arabic", "3", press("٣", "Digit3")],
    ["any, number block", "4", press("4", "Numpad4")],
  ])("%s: %s", (_layout, combo, event) => expect(means(combo, event)).toBe(true));

  it("are not meant by what altgr types with them", () => {
    expect(means("8", press("[", "Digit8", WINDOWS))).toBe(false);
    expect(means("8", press("[", "Digit8", LINUX))).toBe(false);
    expect(means("1", press("1", "Numpad1", { ctrlKey: true }))).toBe(false);
  });
});

describe("input methods", () => {
  const dispatch = (init: KeyboardEventInit) => {
    const run = vi.fn();
    const dispatcher = new Dispatcher();
    dispatcher.register("global", [{ action: "accept", keys: ["a", "enter"], run }]);
    const event = new KeyboardEvent("keydown", { cancelable: true, ...init });
    dispatcher.handle(event);
    return [run.mock.calls.length, event.defaultPrevented];
  };

  it("keep their keys, also the one that ends a composition in Safari", () => {
    expect(dispatch({ key: "a", isComposing: true })).toEqual([0, false]);
    expect(dispatch({ key: "Enter", keyCode: 229 })).toEqual([0, false]);
    expect(dispatch({ key: "Process", code: "KeyA", keyCode: 229 })).toEqual([0, false]);
    expect(dispatch({ key: "Enter", keyCode: 13 })).toEqual([1, true]);
  });

  it("send dead keys that mean nothing yet", () => {
    expect(dispatch({ key: "Dead", code: "KeyA" })).toEqual([0, false]);
    expect(dispatch({ key: "Unidentified" })).toEqual([0, false]);
  });

  it("are known by one of two signs", () => {
    expect(isComposing({ isComposing: false, keyCode: 65 })).toBe(false);
    expect(isComposing({ isComposing: true, keyCode: 65 })).toBe(true);
  });
});

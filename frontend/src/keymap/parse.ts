/**
 * Key combinations such as "a", "shift+1" or "command+s", and whether an event is one.
 *
 * Digits are compared by the physical key, so that shift+1 works on every layout; letters by what
 * they type, so that "a" is the key that says A; with alt, letters by the physical key again,
 * because alt types special characters, and on layouts without Latin letters, which could not type
 * an "a" at all. Symbols are what is typed, whatever has to be held for it: "[" is altgr+8 in Germany.
 */

export interface Combo {
  /** Lower-case letter, digit, symbol or the name of a special key. */
  key: string;
  shift: boolean;
  alt: boolean;
  ctrl: boolean;
  meta: boolean;
}

/** The part of a KeyboardEvent that decides. */
export type KeyEvent = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey"> &
  Partial<Pick<KeyboardEvent, "getModifierState">>;

const MODIFIERS: Record<string, "shift" | "alt" | "ctrl" | "meta"> = {
  shift: "shift",
  alt: "alt",
  option: "alt",
  ctrl: "ctrl",
  control: "ctrl",
  command: "meta",
  cmd: "meta",
  meta: "meta",
};

/** Our names for `event.key`. */
const NAMED: Record<string, string> = {
  " ": "space",
  spacebar: "space",
  esc: "escape",
  delete: "del",
  arrowup: "up",
  arrowdown: "down",
  arrowleft: "left",
  arrowright: "right",
  return: "enter",
  control: "ctrl",
  meta: "command",
};

const DIGIT = /^(?:Digit|Numpad)(\d)$/;
const LETTER = /^Key([A-Z])$/;

function normalName(key: string): string {
  const lower = key.length === 1 ? key.toLowerCase() : key.trim().toLowerCase();
  return NAMED[lower] ?? lower;
}

export function parseCombo(text: string): Combo {
  const combo: Combo = { key: "", shift: false, alt: false, ctrl: false, meta: false };
  // "+" is the separator and, at the end ("+" or "ctrl++"), also a key.
  const parts = text === " " ? [" "] : text.split("+");
  if (parts.length > 1 && parts.at(-1) === "") parts.splice(-2, 2, "+");
  parts.forEach((part, index) => {
    const modifier = MODIFIERS[part.trim().toLowerCase()];
    if (modifier && index < parts.length - 1) combo[modifier] = true;
    else combo.key = normalName(part);
  });
  return combo;
}

/** Shift is part of how a symbol such as "?" is typed, and differs between layouts. */
function isSymbol(key: string): boolean {
  return key.length === 1 && !/[\p{L}\p{N}]/u.test(key);
}

/** A letter of another script, such as Cyrillic: the key has no Latin letter of its own. */
function isForeignLetter(key: string): boolean {
  return /^(?!\p{Script=Latin})\p{L}$/u.test(key);
}

/** The third level of a key is typed: Windows says of it that ctrl and alt are held, others say nothing. */
function isThirdLevel(event: KeyEvent): boolean {
  return event.key.length === 1 && event.getModifierState?.("AltGraph") === true;
}

/** The keys that are held besides what is held to type a symbol. */
function heldKeys(event: KeyEvent): Pick<Combo, "alt" | "ctrl" | "meta"> {
  const isTyping = isThirdLevel(event);
  return { alt: event.altKey && !isTyping, ctrl: event.ctrlKey && !isTyping, meta: event.metaKey };
}

export function matches(combo: Combo, event: KeyEvent): boolean {
  const held = isSymbol(combo.key) ? heldKeys(event) : { alt: event.altKey, ctrl: event.ctrlKey, meta: event.metaKey };
  if (combo.ctrl !== held.ctrl || combo.meta !== held.meta) return false;
  // On a Mac, option types symbols.
  const isTypedByOption = onMac() && isSymbol(combo.key) && held.alt && !held.ctrl;
  if (combo.alt !== held.alt && !isTypedByOption) return false;
  if (/^\d$/.test(combo.key)) {
    return DIGIT.exec(event.code)?.[1] === combo.key && combo.shift === event.shiftKey && !isThirdLevel(event);
  }
  const typed = normalName(event.key);
  if (isSymbol(combo.key)) return typed === combo.key;
  // A key that is itself a modifier ("shift") reports its own modifier as held.
  const shiftOk = combo.key === "shift" || combo.shift === event.shiftKey;
  const isPhysical = combo.alt || isForeignLetter(event.key);
  const physical = isPhysical ? LETTER.exec(event.code)?.[1]?.toLowerCase() : undefined;
  return shiftOk && (typed === combo.key || physical === combo.key);
}

/** True for combinations with ctrl or command, which also act inside text fields. */
export function hasCommand(combo: Combo): boolean {
  return combo.ctrl || combo.meta;
}

/** Two spellings of the same combination give the same text. */
export function canonical(text: string): string {
  const { key, shift, alt, ctrl, meta } = parseCombo(text);
  const modifiers = [ctrl && "ctrl", meta && "command", alt && "alt", shift && "shift"];
  return [...modifiers.filter(Boolean), key].join("+");
}

/**
 * An input method is at work: the key belongs to it. 229 is what Safari says of the key that ends a composition, which
 * it sends when the composition is over.
 */
export function isComposing(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === 229;
}

export function onMac(): boolean {
  return typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform ?? "");
}

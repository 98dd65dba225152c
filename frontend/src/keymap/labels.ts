/** Keys of labels and options: 1-9 and 0, then with shift, then with shift+alt; or the user's own. */
import type { AppConfig } from "../model/config";
import { onMac, parseCombo } from "./parse";

const GROUPS = ["", "shift+", "shift+alt+"];

/** The default number key of an item by its index, or "" behind the thirtieth. */
export function numberKey(index: number): string {
  const group = GROUPS[Math.floor(index / 10)];
  return group === undefined ? "" : group + String((index + 1) % 10);
}

/**
 * One key combination per item, in their order; "" for items without a key.
 *
 * `keymap_by_label` names an item by its text or by its number, from "1".
 */
export function labelKeys(items: readonly string[], config: Pick<Partial<AppConfig>, "keymap_by_label">): string[] {
  const own = ownKeys(config);
  return items.map((item, index) => own[item] ?? own[String(index + 1)] ?? numberKey(index));
}

/** Keys by label, and nothing for a label that is called like a member of every object. */
export function ownKeys(config: Pick<Partial<AppConfig>, "keymap_by_label">): Record<string, string | undefined> {
  return Object.assign(Object.create(null), config.keymap_by_label);
}

const SHORT: Record<string, string> = {
  backspace: "⌫",
  del: "⌦",
  enter: "↵",
  escape: "esc",
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  pageup: "pg↑",
  pagedown: "pg↓",
  tab: "⇥",
  shift: "⇧",
};

/** Short text for a key cap: "shift+1" becomes "⇧1". */
export function keyHint(combo: string, isMac = onMac()): string {
  if (!combo) return "";
  const { key, shift, alt, ctrl, meta } = parseCombo(combo);
  const parts = [
    ctrl && (isMac ? "⌃" : "ctrl "),
    meta && "⌘",
    alt && (isMac ? "⌥" : "alt "),
    shift && "⇧",
    SHORT[key] ?? key,
  ];
  return parts.filter(Boolean).join("");
}

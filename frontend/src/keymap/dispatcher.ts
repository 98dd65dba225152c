/**
 * Decides which shortcut a key press runs.
 *
 * Order: actions of the view, then keys of labels and options, then global actions. So "f" draws
 * freehand in an image view and flags everywhere else. Events that nothing handles are left alone.
 */
import { actionKeys } from "./defaults";
import { canonical, hasCommand, isComposing, matches, parseCombo, type Combo, type KeyEvent } from "./parse";

export type Layer = "view" | "labels" | "global";
const LAYERS: readonly Layer[] = ["view", "labels", "global"];

export interface Shortcut {
  /** Name of the action; `keymap[action]` in the settings replaces its keys. */
  action: string;
  keys: readonly string[];
  run: (event: KeyboardEvent) => void;
  /** Also run while the key is held down. Off by default. */
  allowRepeat?: boolean;
  /** Skip the shortcut, and look further, while this is false. The key is missing when all are listed. */
  when?: (key?: string) => boolean;
  /** Text for the overview of keys. */
  label?: string;
}

export interface KeymapSettings {
  keymap?: Record<string, string[] | string>;
  /** `false`: only combinations with ctrl or command act, for people who dictate. */
  shortcuts?: boolean;
  allow_key_repeat?: boolean;
}

export interface ListedShortcut {
  action: string;
  label: string;
  keys: string[];
  layer: Layer;
  /** An earlier layer uses the same key, so this one never runs by it. */
  hidden: string[];
}

/** Held for seconds by accident, these would answer task after task. */
const NEVER_REPEATED = new Set(["accept", "reject", "ignore", "undo", "save"]);

export class Dispatcher {
  private layers: Record<Layer, Set<readonly Shortcut[]>> = {
    view: new Set(),
    labels: new Set(),
    global: new Set(),
  };
  private settings: KeymapSettings = {};
  private modals = 0;

  configure(settings: KeymapSettings): void {
    this.settings = settings;
  }

  /** Adds shortcuts and returns the function that takes them away again. */
  register(layer: Layer, shortcuts: readonly Shortcut[]): () => void {
    this.layers[layer].add(shortcuts);
    return () => this.layers[layer].delete(shortcuts);
  }

  /** While a modal is open its own keys act, and no others. */
  openModal(): () => void {
    this.modals++;
    return () => this.modals--;
  }

  get isModal(): boolean {
    return this.modals > 0;
  }

  keysOf(shortcut: Shortcut): readonly string[] {
    return actionKeys(shortcut.action, this.settings.keymap, shortcut.keys);
  }

  /** Runs the first shortcut that fits. True if one did. */
  handle(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || isComposing(event) || this.isModal) return false;
    if (isPressed(event)) return false;
    const inField = isTextField(event.target);
    const commandsOnly = inField || this.settings.shortcuts === false;
    for (const { shortcut, combo } of this.inOrder()) {
      if (!matches(combo, event)) continue;
      const isAllowed = !commandsOnly || hasCommand(combo) || combo.key === "escape" || isAltEnter(combo);
      if (!isAllowed || shortcut.when?.(event.key) === false) continue;
      // Inside a field ctrl+z belongs to the text that is typed there.
      if (inField && shortcut.action.endsWith("_edit")) continue;
      event.preventDefault();
      if (event.repeat && !this.mayRepeat(shortcut)) return true;
      shortcut.run(event);
      return true;
    }
    return false;
  }

  /** All current shortcuts for the overview, with the keys that a stronger layer has taken. */
  list(): ListedShortcut[] {
    const taken = new Set<string>();
    const result: ListedShortcut[] = [];
    for (const layer of LAYERS) {
      const here: string[] = [];
      for (const shortcut of this.shortcuts(layer)) {
        if (shortcut.when?.() === false) continue;
        const keys = [...this.keysOf(shortcut)];
        const hidden = keys.filter((key) => taken.has(canonical(key)));
        here.push(...keys.map(canonical));
        result.push({ action: shortcut.action, label: shortcut.label ?? shortcut.action, keys, layer, hidden });
      }
      for (const key of here) taken.add(key);
    }
    return result;
  }

  private mayRepeat(shortcut: Shortcut): boolean {
    if (NEVER_REPEATED.has(shortcut.action)) return this.settings.allow_key_repeat === true;
    return shortcut.allowRepeat === true;
  }

  /** Later registrations come first: what has just been mounted knows best. */
  private *shortcuts(layer: Layer): Generator<Shortcut> {
    for (const group of [...this.layers[layer]].reverse()) yield* group;
  }

  private *inOrder() {
    for (const layer of LAYERS) {
      for (const shortcut of this.shortcuts(layer)) {
        for (const key of this.keysOf(shortcut)) {
          if (key) yield { shortcut, combo: parseCombo(key) };
        }
      }
    }
  }
}

const NOT_TEXT = new Set(["radio", "checkbox", "button", "submit", "reset", "range", "color", "file"]);

/** Fields where letters are typed. Radios and sliders don't take letters, so shortcuts still act. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLInputElement) return !NOT_TEXT.has(target.type);
  return target.closest("textarea, select, [contenteditable]:not([contenteditable=false])") !== null;
}

/** Types nothing anywhere, so it can play a recording while its text is typed. */
function isAltEnter({ key, alt }: Combo): boolean {
  return alt && key === "enter";
}

/** Space and enter on a control that was reached by tab press this control, and nothing else; sliders aren't pressed. */
function isPressed(event: KeyboardEvent): boolean {
  if (event.key !== " " && event.key !== "Enter") return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { target } = event;
  if (!(target instanceof Element)) return false;
  return target.matches("button, a[href], summary, input:not([type=range]), [role=button]") && isFocusVisible(target);
}

function isFocusVisible(element: Element): boolean {
  try {
    return element.matches(":focus-visible");
  } catch {
    return false;
  }
}

export type { KeyEvent };

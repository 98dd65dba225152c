import { useLayoutEffect } from "react";
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/config";
import { DEFAULT_KEYMAP } from "../keymap/defaults";
import { dispatcher, useShortcuts, type Shortcut } from "../keymap/react";
import { canEnter, enterText, keepKeyboard } from "./focus";
import { useEngine } from "./useEngine";

const ANSWERS: readonly Answer[] = ["accept", "reject", "ignore"];

export interface GlobalShortcutOptions {
  /** The settings of the moment. */
  config: AppConfig;
  hasHelp: boolean;
  onHelp(): void;
  onKeys(): void;
  onNote(): void;
}

/** Installs the keyboard listener and everything that works in all views. */
export function useGlobalShortcuts({ config, hasHelp, onHelp, onKeys, onNote }: GlobalShortcutOptions): void {
  const engine = useEngine();
  const { keymap, shortcuts, allow_key_repeat, buttons, show_flag, show_notes } = config;

  // With the drawing itself, not after it: a task that is seen can be answered.
  useLayoutEffect(() => {
    dispatcher.configure({ keymap, shortcuts, allow_key_repeat });
  }, [keymap, shortcuts, allow_key_repeat]);

  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      dispatcher.handle(event);
    };
    const stopKeeping = keepKeyboard();
    document.addEventListener("keydown", onKeyDown);
    return () => {
      stopKeeping();
      document.removeEventListener("keydown", onKeyDown);
    };
  }, []);

  const define = (action: string, run: () => void, more: Partial<Shortcut> = {}): Shortcut => ({
    action,
    keys: DEFAULT_KEYMAP[action] ?? [],
    label: action,
    run,
    ...more,
  });
  useShortcuts(
    [
      ...ANSWERS.map((answer) =>
        define(answer, () => void engine.answer(answer), {
          when: () => buttons.includes(answer) || (answer === "ignore" && engine.problem() !== null),
        }),
      ),
      define("accept_anywhere", () => void engine.answer("accept"), {
        label: "accept",
        when: () => buttons.includes("accept"),
      }),
      define("undo", engine.undo),
      define("save", engine.save),
      define("undo_edit", engine.undoEdit, { allowRepeat: true }),
      define("redo_edit", engine.redoEdit, { allowRepeat: true }),
      define("flag", () => engine.flag(), { when: () => show_flag }),
      define("note", onNote, { when: () => show_notes }),
      define("help", onHelp, { when: () => hasHelp }),
      define("keys", onKeys),
      define("enter_text", enterText, { allowRepeat: true, when: canEnter }),
    ],
    "global",
  );
}

/** Keys of the view: those of ner_manual, but a token can have several spans, so some of them have to choose. */
import type { Shortcut } from "../../keymap/react";
import type { LaneSpan } from "../shared/lanes/laneSpan";
import { tokenShortcuts, type ShortcutInput } from "../shared/tokenEditor/shortcuts";
import { neighbourSpan } from "./model";

interface LaneShortcutInput extends ShortcutInput {
  spans: readonly LaneSpan[];
  focused: LaneSpan | undefined;
  /** The spans over the token that has the focus; none if keys are not in use. */
  here: readonly LaneSpan[];
  /** Ask which of several spans is meant. */
  openChooser(position: number): void;
}

export function spansManualShortcuts(input: LaneShortcutInput): Shortcut[] {
  const { editor, cursor, spans, focused, here, openChooser } = input;

  const jump = (direction: 1 | -1) => () => {
    const next = neighbourSpan(spans, focused, cursor.position, direction);
    if (!next) return;
    cursor.moveTo(next.from);
    editor.selectSpan(next);
  };

  const own: Record<string, Partial<Shortcut>> = {
    delete_span: {
      when: () => focused !== undefined || here.length > 0,
      run: () => {
        if (focused) editor.remove(focused);
        else if (here.length === 1) editor.remove(here[0]);
        else openChooser(cursor.position);
      },
    },
    next_span: { run: jump(1) },
    previous_span: { run: jump(-1) },
  };
  return tokenShortcuts(input).map((shortcut) => ({ ...shortcut, ...own[shortcut.action] }));
}

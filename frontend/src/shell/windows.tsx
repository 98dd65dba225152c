/** The modal windows. Not needed for the first task, so loaded after it. */
import type { AppConfig } from "../model/config";
import type { Dispatcher } from "../keymap/dispatcher";
import { CheatSheet } from "./CheatSheet";
import { Instructions, InstructionsPanel } from "./Instructions";
import { NoteWindow } from "./NoteWindow";
import { SessionWindow } from "./SessionWindow";

export type WindowName = "help" | "keys" | "note" | "session";

export interface WindowProps {
  /** `panel`: the instructions beside the card. */
  name: WindowName | "panel";
  config: AppConfig;
  dispatcher: Dispatcher;
  /** The instructions are newer than what this annotator has seen. */
  isUpdated: boolean;
  keysOf(action: string): readonly string[];
  onPin?: (() => void) | undefined;
  onClose(): void;
}

export default function Window({ name, config, dispatcher, keysOf, isUpdated, onPin, onClose }: WindowProps) {
  const content = typeof config.instructions === "string" ? config.instructions : "";
  const format = config.instructions_format;
  switch (name) {
    case "help":
      return <Instructions {...{ content, format, isUpdated, onPin, onClose }} closeKeys={keysOf(name)} />;
    case "panel":
      return <InstructionsPanel {...{ content, format, onClose }} />;
    case "keys":
      return <CheatSheet shortcuts={dispatcher.list()} closeKeys={keysOf(name)} onClose={onClose} />;
    case "note":
      return <NoteWindow onClose={onClose} />;
    case "session":
      return <SessionWindow present={config.session ?? null} onClose={onClose} />;
  }
}

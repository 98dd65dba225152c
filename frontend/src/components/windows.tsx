/** The modal windows. Not needed for the first task, so loaded after it. */
import type { Dispatcher } from "../keymap/dispatcher";
import { CheatSheet } from "./CheatSheet";
import { Instructions } from "./Instructions";

export type WindowName = "help" | "keys";

export interface WindowProps {
  name: WindowName;
  instructions: string;
  dispatcher: Dispatcher;
  keysOf(action: string): readonly string[];
  onClose(): void;
}

export default function Window({ name, instructions, dispatcher, keysOf, onClose }: WindowProps) {
  const closeKeys = keysOf(name);
  if (name === "help") {
    return <Instructions content={instructions} closeKeys={closeKeys} onClose={onClose} />;
  }
  return <CheatSheet shortcuts={dispatcher.list()} closeKeys={closeKeys} onClose={onClose} />;
}

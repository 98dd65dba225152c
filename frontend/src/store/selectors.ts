/** Questions to the state that the components ask. */
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/config";
import { effectiveConfig } from "../model/task";
import type { State } from "./types";

/** Answers that the server has not confirmed. */
export function countUnconfirmed(state: State): number {
  return state.unsent.length + (state.inflight?.answers.length ?? 0);
}

export type SaveStatus = "idle" | "pending" | "saving" | "error";

export function selectSaveStatus(state: State): SaveStatus {
  if (state.inflight) return "saving";
  if (state.failures > 0 && state.unsent.length > 0) return "error";
  return state.unsent.length > 0 ? "pending" : "idle";
}

/** The settings of the moment: a task may bring its own. */
export function selectConfig({ config, current }: State): AppConfig {
  return effectiveConfig(config, current?.task);
}

export function isButtonOn(state: State, answer: Answer): boolean {
  return selectConfig(state).buttons.includes(answer);
}

/** Something is really lost if the page closes now. */
export function wouldLoseAnswers(state: State): boolean {
  return countUnconfirmed(state) > 0 && (state.isStorageBroken || state.failures > 0);
}

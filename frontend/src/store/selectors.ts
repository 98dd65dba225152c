/** Questions to the state that the components ask. */
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/config";
import { effectiveConfig } from "../model/task";
import { isSame } from "../model/json";
import { reopenable } from "./outbox";
import type { Answered, State } from "./types";

export interface HistoryEntry {
  key: number;
  answer: Answer;
  answered: Answered;
  /** Being posted at this moment: it can be changed again in an instant. */
  isBusy: boolean;
  isSent: boolean;
}

type Part = keyof State;

/** A selector that makes something: the same object again as long as the parts of the state it reads are the same. */
function derive<K extends Part, T>(parts: readonly K[], make: (state: Pick<State, K>) => T): (state: State) => T {
  let last: { from: State; made: T } | null = null;
  return (state) => {
    const before = last;
    if (before && parts.every((part) => before.from[part] === state[part])) return before.made;
    last = { from: state, made: make(state) };
    return last.made;
  };
}

/** The latest decisions, newest first. */
export const selectHistory = derive(
  ["config", "unsent", "inflight", "sentRecent"],
  (state): readonly HistoryEntry[] => {
    if (state.config.instant_submit) return [];
    const busy = state.inflight?.answers ?? [];
    const all = [...reopenable(state), ...busy].sort((a, b) => b.seq - a.seq);
    const sent = new Set(state.sentRecent);
    return all.slice(0, state.config.history_length).map((answered) => ({
      key: answered.item.key,
      answer: answered.answer,
      answered,
      isBusy: busy.includes(answered),
      isSent: sent.has(answered),
    }));
  },
);

/** Answers that the server has not confirmed. */
export function countUnconfirmed(state: State): number {
  return state.unsent.length + (state.inflight?.answers.length ?? 0);
}

/** Answers that the figures of the server don't contain yet. */
function countNew(state: State): number {
  const open = [...state.unsent, ...(state.inflight?.answers ?? [])];
  return open.filter(({ item }) => !item.isReplacement).length;
}

export function selectTotal(state: State): number {
  return state.total + countNew(state);
}

export function selectSessionTotal(state: State): number {
  return state.sessionTotal + countNew(state);
}

/** How many tasks were edited and then put back into the queue. */
export const countDrafts = derive(
  ["queue"],
  ({ queue }) => queue.filter(({ task, original }) => task !== original && !isSame(task, original)).length,
);

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

/** What the sidebar shows of the state: the latest decisions, and how much is done and left. */
import type { ProgressKind } from "../api/types";
import type { Answer } from "../model/parts";
import { derive } from "./derive";
import { isEdited } from "./edits";
import { reopenable } from "./outbox";
import type { Answered, State, Stats } from "./types";

export interface HistoryEntry {
  key: number;
  answer: Answer;
  answered: Answered;
  /** Being posted at this moment: it can be changed again in an instant. */
  isBusy: boolean;
  isSent: boolean;
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

export interface Figures {
  /** Answers of this session since the server was started. */
  session: number;
  /** Answers of this session in all runs; null for a session without a name. */
  mine: number | null;
  /** Answers in the dataset, of all sessions. */
  project: number;
  /** Tasks to go; null is unknown. */
  left: number | null;
  isLeftExact: boolean;
  /** 0 to 1; null is unknown. */
  progress: number | null;
  kind: ProgressKind;
  source: number | null;
  stats: Stats;
}

type Read = Pick<State, "config" | "counts" | "doubt" | "unsent" | "inflight">;

/** RETURNS null as long as nobody knows. */
export function figuresOf(state: Read): Figures | null {
  const { counts, config, doubt } = state;
  if (doubt === "page") return null;
  const stats: Stats = { accept: 0, reject: 0, ignore: 0, ...counts.session_answers };
  let news = 0;
  for (const { item, answer } of [...(state.inflight?.answers ?? []), ...state.unsent]) {
    const stored = counts.keeps_history ? undefined : item.stored;
    if (stored === undefined) news++;
    else if (stored) stats[stored]--;
    if (stored !== null) stats[answer]++;
  }
  const { left = null, source_left: sourceLeft = null } = counts;
  const isCounted = counts.progress_kind !== "progress";
  return {
    session: (counts.session_total ?? 0) + news,
    mine: config.session ? (counts.total ?? 0) + news : null,
    project: (counts.project_total ?? counts.total ?? 0) + news,
    left: left === null ? null : Math.max(0, left - news),
    isLeftExact: counts.left_is_exact ?? false,
    progress: isCounted ? goOn(counts.progress, left, news) : (counts.progress ?? null),
    kind: counts.progress_kind ?? null,
    source: goOn(counts.source_progress, sourceLeft, news),
    stats,
  };
}

/** How far it is when some of the tasks that are left are done. */
function goOn(progress: number | null = null, left: number | null, done: number): number | null {
  if (progress === null || !left) return progress;
  return progress + (1 - progress) * Math.min(1, done / left);
}

export const selectFigures = derive(["config", "counts", "doubt", "unsent", "inflight"], figuresOf);

/** How many tasks were edited and then put back into the queue. */
export const countDrafts = derive(["queue"], ({ queue }) => queue.filter(isEdited).length);

/**
 * How much is done and how much is left.
 *
 * The server counts what is stored. The page adds the answers that the server has not confirmed, each once: those
 * that replace a stored answer change nothing but the counts by answer. Figures that may or may not contain answers
 * under way are not taken over; those of the confirmation follow.
 */
import type { Counts, StoredAnswer } from "../api/types";
import type { Item, State } from "./types";

/** When a request was sent: the number of posts until then, or null if figures can't be told from what is under way. */
export type Moment = number | null;

type Pending = Pick<State, "unsent" | "inflight">;

function isUnderWay({ unsent, inflight }: Pending): boolean {
  return inflight !== null || unsent.some(({ batchId }) => batchId);
}

/** isAsking: the request asks about what is in doubt. */
export function momentOf(state: State, isAsking = false): Moment {
  return isUnderWay(state) || (state.doubt && !isAsking) ? null : state.posted;
}

/** Whether figures of a request are clear: nothing was under way when it was sent, and since then. */
export function isClear(state: State, moment: Moment, isAsking: boolean): boolean {
  return moment !== null && momentOf(state, isAsking) === moment;
}

/** Tasks whose answers the server may have stored without saying so. */
export function doubtful({ doubt, unsent, current, queue }: State): Item[] {
  if (!doubt) return [];
  const back = [...(current ? [current] : []), ...queue].filter(({ isTried }) => isTried);
  return [...unsent.map(({ item }) => item), ...back];
}

/** The figures among other things, as they come with the settings. */
export function countsOf({ total, ...rest }: Counts): Counts {
  const { progress, progress_kind, source_progress, session_total, session_answers } = rest;
  const { project_total, left, left_is_exact, source_left, keeps_history } = rest;
  const done = { progress, progress_kind, source_progress, total, session_total, session_answers, project_total };
  return { ...done, left, left_is_exact, source_left, keeps_history };
}

/** Takes over the figures that a response has; a missing one stays as it was. */
export function withCounts(state: State, counts: Counts): State {
  const given = Object.entries(counts).filter(([key, value]) => value !== undefined && key !== "session_id");
  return {
    ...state,
    counts: { ...state.counts, ...Object.fromEntries(given) },
    sessionId: counts.session_id ?? state.sessionId,
  };
}

/** The server has told which of the answers in doubt it has. */
export function settle(state: State, answered: readonly StoredAnswer[]): State {
  const known = new Map(answered.map(({ task_hash, answer }) => [task_hash, answer]));
  const asked = new Set(doubtful(state));
  const mark = (item: Item): Item => {
    const stored = known.get(item.task._task_hash);
    if (!asked.has(item)) return item;
    const { isTried: _, ...rest } = item;
    return stored === undefined ? rest : { ...rest, stored };
  };
  return {
    ...state,
    current: state.current && mark(state.current),
    queue: state.queue.map(mark),
    unsent: state.unsent.map((entry) => ({ ...entry, item: mark(entry.item) })),
    doubt: null,
  };
}

/**
 * Answers between the card and the server.
 *
 * The newest `keep` answers stay here, so that they can be taken back at no cost. When another full
 * batch has built up, the oldest `batch_size` leave. Saving sends everything. Posts are sequential.
 */
import type { Answer } from "../model/parts";
import type { Task } from "../model/task";
import { showNext } from "./queue";
import type { Answered, Item, State } from "./types";

/** Stored answers that can still be reopened. */
const MAX_SENT = 50;
/** Posts that failed so long ago don't arrive any more. */
const MAX_WITHDRAWN = 100;

/** How many of the newest answers are held back. */
export function keepBack({ config }: Pick<State, "config">): number {
  return config.instant_submit ? 0 : Math.min(config.batch_size, config.history_length);
}

/**
 * The answers that should be posted now, oldest first; empty for none.
 *
 * Answers of a post that failed form the same batch again, so that its id makes the repeat harmless.
 */
export function dueAnswers(state: State): readonly Answered[] {
  const { unsent, config } = state;
  const [first] = unsent;
  if (!(state.isActive || state.isClosing) || state.inflight || !first) return [];
  if (first.batchId) return leadingBatch(unsent, first.batchId);
  const flush = unsent.filter(({ seq }) => seq <= state.flushUpTo);
  const due =
    flush.length > 0
      ? flush
      : config.instant_submit
        ? unsent
        : unsent.length >= keepBack(state) + config.batch_size
          ? unsent.slice(0, config.batch_size)
          : [];
  // Never mix fresh answers into a batch that was tried before.
  const tried = due.findIndex(({ batchId }) => batchId);
  return tried < 0 ? due : due.slice(0, tried);
}

function leadingBatch(unsent: readonly Answered[], batchId: string): readonly Answered[] {
  const end = unsent.findIndex((answered) => answered.batchId !== batchId);
  return end < 0 ? unsent : unsent.slice(0, end);
}

/** The task as it is sent: everything it has, plus what we know about the answer. */
export function toPayload({ item, answer, viewId, timestamp }: Answered): Task {
  // Where the annotator was is for coming back only.
  const { _open_step: _, ...task } = item.task;
  return { ...task, answer, _view_id: viewId, _timestamp: timestamp };
}

export function answerCurrent(
  state: State,
  action: { task: Task; answer: Answer; viewId: string; timestamp: number },
): State {
  if (!state.current) return state;
  const { answer, viewId, timestamp, task } = action;
  const item: Item = { ...state.current, task };
  const answered: Answered = { item, answer, viewId, timestamp, seq: state.nextSeq };
  return showNext({
    ...state,
    current: null,
    isValidating: false,
    unsent: [...state.unsent, answered],
    nextSeq: state.nextSeq + 1,
    notices: state.notices.filter(({ id }) => id !== "validation"),
  });
}

/** Everything that can be taken back, newest first. */
export function reopenable(state: Pick<State, "config" | "sentRecent" | "unsent">): Answered[] {
  if (state.config.instant_submit) return [];
  return [...state.sentRecent, ...state.unsent].sort((a, b) => b.seq - a.seq);
}

/**
 * Makes an answered task the current one again: by its key, or the newest one.
 *
 * The task on the card goes back to the head of the queue with whatever was edited in it.
 */
export function reopen(state: State, key: number | null): State {
  const all = reopenable(state);
  const answered = key === null ? all[0] : all.find(({ item }) => item.key === key);
  if (!answered) return state;
  const isOther = (other: Answered) => other.item.key !== answered.item.key;
  const wasSent = state.sentRecent.includes(answered);
  const broken = answered.batchId;
  const item = broken ? { ...answered.item, isTried: true } : answered.item;
  return {
    ...state,
    current: wasSent ? { ...item, stored: answered.isEarlier ? null : answered.answer } : item,
    doubt: broken ? (state.doubt ?? "undo") : state.doubt,
    queue: state.current ? [state.current, ...state.queue] : state.queue,
    unsent: state.unsent.filter(isOther).map((rest) => (broken ? leaveBatch(rest, broken) : rest)),
    sentRecent: state.sentRecent.filter(isOther),
    withdrawn: broken ? [...state.withdrawn, broken].slice(-MAX_WITHDRAWN) : state.withdrawn,
    isValidating: false,
  };
}

/** A batch that lost an answer is another batch: it needs another id. */
function leaveBatch(answered: Answered, batchId: string): Answered {
  if (answered.batchId !== batchId) return answered;
  const { batchId: _, ...rest } = answered;
  return rest;
}

/** Sends everything. */
export function requestSave(state: State): State {
  return { ...state, flushUpTo: state.nextSeq - 1 };
}

export function startPost(state: State, batchId: string, seqs: readonly number[]): State {
  const isDue = ({ seq }: Answered) => seqs.includes(seq);
  const answers = state.unsent.filter(isDue).map((answered) => ({ ...answered, batchId }));
  return {
    ...state,
    inflight: { id: batchId, answers, withdrawn: state.withdrawn },
    unsent: state.unsent.filter((answered) => !isDue(answered)),
  };
}

/** Whether answers stay in the history once they are stored. */
export function canEditSent({ config }: Pick<State, "config">): boolean {
  return config.edit_sent && !config.instant_submit;
}

export function finishPost(state: State): State {
  const { answers: stored = [], withdrawn = [] } = state.inflight ?? {};
  return {
    ...state,
    inflight: null,
    withdrawn: state.withdrawn.filter((id) => !withdrawn.includes(id)),
    failures: 0,
    isOffline: false,
    posted: state.posted + 1,
    sentRecent: canEditSent(state) ? [...state.sentRecent, ...stored.map(withoutBatch)].slice(-MAX_SENT) : [],
    notices: state.notices.filter(({ id }) => id !== "post"),
  };
}

function withoutBatch(answered: Answered): Answered {
  const { batchId: _, ...rest } = answered;
  return rest;
}

export function failPost(state: State): State {
  return {
    ...state,
    inflight: null,
    failures: state.failures + 1,
    unsent: [...(state.inflight?.answers ?? []), ...state.unsent],
  };
}

/** Another tab goes on, and these answers are not where it finds them: they are sent from here. */
export function sendStrays(state: State, seqs: readonly number[]): State {
  const unsent = state.unsent.filter(({ seq }) => seqs.includes(seq));
  return { ...state, unsent, flushUpTo: state.nextSeq - 1, isClosing: true, isStorageBroken: true };
}

/** Answers that were posted while the page went away: sent again with the same id if it stays. */
export function markHandedOver(state: State, batchId: string, seqs: readonly number[]): State {
  const unsent = state.unsent.map((answered) =>
    seqs.includes(answered.seq) && !answered.batchId ? { ...answered, batchId } : answered,
  );
  return { ...state, unsent };
}

/** One function from state and action to the next state. The parts are in queue, edits and outbox. */
import type { Counts } from "../api/types";
import type { Action, Restored } from "./actions";
import { CONFIG_DEFAULTS } from "../model/config";
import { redoEdit, undoEdit, updateTask } from "./edits";
import {
  answerCurrent,
  failPost,
  finishPost,
  markHandedOver,
  reopen,
  requestSave,
  sendStrays,
  startPost,
} from "./outbox";
import { receiveTasks, showNext } from "./queue";
import type { Notice, State } from "./types";

export const INITIAL_STATE: State = {
  config: CONFIG_DEFAULTS,
  sessionId: null,
  isActive: false,
  isClosing: false,
  current: null,
  queue: [],
  unsent: [],
  inflight: null,
  sentRecent: [],
  nextKey: 1,
  nextSeq: 1,
  flushUpTo: 0,
  total: 0,
  sessionTotal: 0,
  progress: null,
  progressKind: null,
  sourceProgress: null,
  heldByOthers: null,
  stats: { accept: 0, reject: 0, ignore: 0 },
  isFetching: false,
  isPreparing: false,
  fetchGeneration: 0,
  isExhausted: false,
  isValidating: false,
  failures: 0,
  posted: 0,
  isStorageBroken: false,
  notices: [],
};

export function reducer(state: State, action: Action): State {
  switch (action.type) {
    case "started":
      return {
        ...state,
        config: action.config,
        sessionId: action.sessionId,
        total: action.config.total ?? 0,
        isActive: true,
      };
    case "restored":
      return withRestored(state, action.data);
    case "deactivated":
      return { ...state, isActive: false };
    case "strayed":
      return sendStrays(state, action.seqs);
    case "fetchStarted":
      return { ...state, isFetching: true };
    case "tasksReceived":
      if (action.generation !== state.fetchGeneration) return state;
      return withCounts(receiveTasks(state, action.tasks, action.isPreparing), action.counts);
    case "fetchFailed":
      if (action.generation !== state.fetchGeneration) return state;
      return withNotice({ ...state, isFetching: false, isPreparing: false }, action.notice);
    case "pollAgain":
      return { ...state, isExhausted: false };
    case "othersCounted":
      return { ...state, heldByOthers: action.count };
    case "queueReset":
      return {
        ...state,
        queue: [],
        isExhausted: false,
        isFetching: false,
        isPreparing: false,
        fetchGeneration: state.fetchGeneration + 1,
      };
    case "updated":
      return updateTask(state, action.key, action.patch, action.isUndoable);
    case "editUndone":
      return undoEdit(state);
    case "editRedone":
      return redoEdit(state);
    case "validationChanged":
      return { ...state, isValidating: action.isValidating };
    case "answered":
      return answerCurrent(state, action);
    case "reopened":
      return reopen(state, action.key);
    case "saveRequested":
      return requestSave(state);
    case "postStarted":
      return startPost(state, action.batchId, action.seqs);
    case "postSucceeded":
      return withCounts(finishPost(state), action.counts);
    case "postFailed":
      return withNotice(failPost(state), action.notice);
    case "handedOver":
      return markHandedOver(state, action.batchId, action.seqs);
    case "storageBroke":
      return { ...state, isStorageBroken: true };
    case "noticed":
      return withNotice(state, action.notice);
    case "dismissed":
      return { ...state, notices: state.notices.filter(({ id }) => id !== action.id) };
  }
}

function withRestored(state: State, { isEdited, ...data }: Restored): State {
  const next = showNext({ ...state, ...data });
  if (!isEdited) return next;
  return withNotice(next, { id: "draft", kind: "info", title: "draft_restored", expires: 6_000 });
}

function withNotice(state: State, notice: Notice | null): State {
  if (!notice) return state;
  const others = state.notices.filter(({ id }) => id !== notice.id);
  return { ...state, notices: [...others, notice] };
}

/** Takes over the figures that a response has; a missing one stays as it was. */
function withCounts(state: State, counts: Counts): State {
  return {
    ...state,
    progress: counts.progress === undefined ? state.progress : counts.progress,
    progressKind: counts.progress_kind === undefined ? state.progressKind : counts.progress_kind,
    sourceProgress: counts.source_progress === undefined ? state.sourceProgress : counts.source_progress,
    total: counts.total ?? state.total,
    sessionTotal: counts.session_total ?? state.sessionTotal,
    sessionId: counts.session_id ?? state.sessionId,
  };
}

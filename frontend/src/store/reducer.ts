/** One function from state and action to the next state. The parts are in queue, edits and outbox. */
import type { Action, Restored } from "./actions";
import { CONFIG_DEFAULTS } from "../model/config";
import { isClear, settle, withCounts } from "./figures";
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

export const DRAFT_RESTORED: Notice = {
  id: "draft",
  kind: "info",
  title: "draft_restored",
  isCalm: true,
  expires: 6_000,
};

export const INITIAL_STATE: State = {
  config: CONFIG_DEFAULTS,
  sessionId: null,
  isActive: false,
  isClosing: false,
  current: null,
  queue: [],
  unsent: [],
  inflight: null,
  withdrawn: [],
  sentRecent: [],
  nextKey: 1,
  nextSeq: 1,
  flushUpTo: 0,
  counts: {},
  doubt: null,
  prefetch: 0,
  isOffline: false,
  heldByOthers: null,
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
        ...withCounts(state, action.counts),
        config: action.config,
        sessionId: action.sessionId,
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
      return withClear(receiveTasks(state, action.tasks, action), action);
    case "counted":
      return withClear({ ...state, isOffline: false }, action);
    case "fetchFailed":
      if (action.generation !== state.fetchGeneration) return state;
      return withNotice(
        { ...state, isFetching: false, isPreparing: false, isOffline: action.isOffline },
        action.notice,
      );
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
      return withNotice({ ...failPost(state), isOffline: action.isOffline }, action.notice);
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

type Cleared = Pick<Extract<Action, { type: "counted" }>, "counts" | "moment" | "answered">;

function withRestored(state: State, { isEdited, ...data }: Restored): State {
  const isTakenBack = [data.current, ...data.queue].some((item) => item?.isTried);
  const doubt = data.unsent.length > 0 ? "page" : isTakenBack ? "undo" : null;
  const next = showNext({ ...state, ...data, doubt });
  if (!isEdited) return next;
  return withNotice(next, DRAFT_RESTORED);
}

function withNotice(state: State, notice: Notice | null): State {
  if (!notice) return state;
  const others = state.notices.filter(({ id }) => id !== notice.id);
  return { ...state, notices: [...others, notice] };
}

/** Takes over figures that don't contain answers under way. */
function withClear(state: State, { counts, moment, answered }: Cleared): State {
  if (!isClear(state, moment, answered !== undefined)) return state;
  const next = withCounts(state, counts);
  return answered ? settle(next, answered) : next;
}

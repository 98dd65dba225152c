/** The actions that begin a state, for tests of the store without an engine. */
import { CONFIG_DEFAULTS, type AppConfig } from "../model/config";
import type { Answer } from "../model/parts";
import type { Task } from "../model/task";
import type { Action } from "../store/actions";
import { momentOf } from "../store/figures";
import { INITIAL_STATE } from "../store/reducer";
import type { State } from "../store/types";

export function startedAction(config: Partial<AppConfig> = {}, sessionId: string | null = null): Action {
  return { type: "started", config: { ...CONFIG_DEFAULTS, ...config }, sessionId, counts: {} };
}

/** The task on the card is answered as it is. */
export function answeredAction(state: Pick<State, "current">, answer: Answer = "accept"): Action {
  return { type: "answered", task: state.current!.task, answer, viewId: "text", timestamp: 1 };
}

export function receivedAction(tasks: Task[], generation = 0, isPreparing = false): Action {
  const moment = momentOf(INITIAL_STATE);
  return { type: "tasksReceived", generation, tasks, isPreparing, prefetch: 0, counts: {}, moment };
}

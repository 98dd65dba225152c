/** From the press of a button to an answer in the outbox: steps, the gate, the checks of the server. */
import { errorNotice, isOfflineError } from "../notices";
import type { Answer } from "../../model/parts";
import { flushInputs } from "../../model/pendingInputs";
import { finishAs } from "../../model/problem";
import type { Task } from "../../model/task";
import type { View } from "../../model/view";
import type { Clock } from "../effects/clock";
import { sessionOf, type EffectContext } from "../effects/context";
import { makeGate } from "../gate";
import { toPayload } from "../outbox";
import type { Answered, Notice } from "../types";
import { drawingView, mayAnswer, stepPatch, viewIdOf, type GetView } from "./questions";

export interface Answering {
  /** isForced: without asking again, as after "accept anyway". */
  answer(kind: Answer, isForced?: boolean): Promise<void>;
  /** Opens another step of the task, if it has one there. False if it has none. */
  move(by: 1 | -1): boolean;
}

export interface AnsweringOptions {
  context: Pick<EffectContext, "store" | "client" | "sessionName">;
  getView: GetView;
  getClock(): Clock | null;
  notify(notice: Notice): void;
  onAnswered(answered: Answered): void;
}

export function makeAnswering({ context, getView, getClock, notify, onAnswered }: AnsweringOptions): Answering {
  const { getState, dispatch } = context.store;
  const gate = makeGate({ store: context.store, notify });

  function move(by: 1 | -1): boolean {
    const patch = stepPatch(getState(), by, getView);
    if (!patch) return false;
    if (by < 0 || gate.isFilled()) dispatch({ type: "updated", key: null, patch, isUndoable: false });
    return true;
  }

  async function isValid(payload: Task): Promise<boolean> {
    dispatch({ type: "validationChanged", isValidating: true });
    try {
      const { ok, message } = await context.client.validateAnswer(payload, sessionOf(context));
      const text = message || undefined;
      if (!ok) notify({ id: "validation", kind: "warning", title: "not_valid", isCalm: true, text });
      return ok;
    } catch (error) {
      notify({ ...errorNotice("validation", error), isCalm: isOfflineError(error) });
      return false;
    } finally {
      dispatch({ type: "validationChanged", isValidating: false });
    }
  }

  async function answer(kind: Answer, isForced = false): Promise<void> {
    if (!mayAnswer(getState(), kind, getView)) return;
    flushInputs(kind);
    const state = getState();
    const { current, config } = state;
    if (!current) return;
    const view = drawingView(state, getView);
    if (kind === "accept" && move(1)) return;
    if (view && !isForced && !gate.mayPass(kind, view.isManual)) return;
    const clock = getClock();
    const task = finishTask(current.task, view, clock);
    const details = { answer: kind, viewId: viewIdOf(state), timestamp: Math.floor(Date.now() / 1000) };
    if (config.has_validator) {
      if (!(await isValid(toPayload({ item: { ...current, task }, seq: 0, ...details })))) return;
      // While the server was checking, the card may have moved on, or somebody worked on: that has to be checked, too.
      flushInputs();
      const { current: now } = getState();
      if (now?.key !== current.key) return;
      if (now.task !== current.task) return answer(kind, isForced);
    }
    clock?.finish();
    dispatch({ type: "answered", task, ...details });
    gate.answered(kind, view?.isManual ?? false);
    const answered = getState().unsent.at(-1);
    if (answered) onAnswered(answered);
  }

  return { answer, move };
}

/**
 * The task as it is stored: completed by its view, with the time that it took.
 *
 * A view that fails at that must not keep somebody from answering: the task is stored as it is.
 */
export function finishTask(task: Task, view: View | undefined, clock: Pick<Clock, "elapsed"> | null): Task {
  let finished = task;
  try {
    finished = finishAs(view, task);
  } catch (error) {
    console.error("An answer is stored as it is, because its interface could not complete it:", error);
  }
  return clock ? { ...finished, _duration_ms: Math.round(clock.elapsed()) } : finished;
}

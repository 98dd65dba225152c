/**
 * What an answer has to pass before it counts: fields that are filled in, the rules of the project,
 * and questions back that keep a slip of the finger from becoming an answer.
 */
import type { Answer } from "../model/parts";
import type { Rules } from "../model/parts";
import { effectiveConfig, type Task } from "../model/task";
import type { Store } from "./createStore";
import { checkInputs } from "../model/pendingInputs";
import { isSame } from "../model/json";
import { checkRules } from "./rules";
import type { Line, Notice } from "./types";

/** An answer that needs a second press takes it only this soon. */
const AGAIN_MS = 5_000;

export interface Gate {
  /** False: somebody was told why not. */
  mayPass(kind: Answer, isManual: boolean): boolean;
  /** Whether the fields in sight are filled in, before a task goes on to its next step. */
  isFilled(): boolean;
  answered(kind: Answer, isManual: boolean): void;
}

interface GateOptions {
  store: Store;
  notify(notice: Notice): void;
}

export function makeGate({ store, notify }: GateOptions): Gate {
  let asked: { key: number; kind: Answer; time: number } | null = null;
  const dismiss = (id: string) => store.dispatch({ type: "dismissed", id });

  function isValid(rules: Rules): boolean {
    const { current } = store.getState();
    if (!current) return true;
    const broken: Line[] = [...checkInputs().map((key) => ({ key })), ...checkRules(current.task, rules)];
    if (broken.length) notify({ id: "validation", kind: "warning", title: "not_valid", isCalm: true, lines: broken });
    return !broken.length;
  }

  function isInvalid(): boolean {
    const { current, config } = store.getState();
    return !isValid(effectiveConfig(config, current?.task).rules ?? {});
  }

  function isUnchanged(isManual: boolean): boolean {
    const { current, config } = store.getState();
    const settings = effectiveConfig(config, current?.task);
    if (!settings.require_change || !isManual || !current) return false;
    if (current.task !== current.original && !isSame(edited(current.task), edited(current.original))) return false;
    const title = "nothing_changed";
    notify({ id: "validation", kind: "warning", title, isCalm: true, action: "accept_anyway" });
    return true;
  }

  function needsAnotherPress(kind: Answer): boolean {
    const { current, config } = store.getState();
    const { confirm, choice_accept_empty: mayBeEmpty } = effectiveConfig(config, current?.task);
    if (!current) return false;
    const isSlip = kind === "accept" && mayBeEmpty === false && hasNoChoice(current.task);
    if (!isSlip && !(Array.isArray(confirm) && confirm.includes(kind))) return false;
    const now = Date.now();
    const isAgain = asked?.key === current.key && asked.kind === kind && now - asked.time < AGAIN_MS;
    asked = isAgain ? null : { key: current.key, kind, time: now };
    if (isAgain) dismiss("confirm");
    else
      notify({
        id: "confirm",
        kind: "info",
        title: isSlip ? "confirm_empty" : `confirm_${kind}`,
        isCalm: true,
        expires: AGAIN_MS,
      });
    return !isAgain;
  }

  return {
    mayPass(kind, isManual) {
      if (kind === "accept" && (isInvalid() || isUnchanged(isManual))) return false;
      return !needsAnotherPress(kind);
    },
    isFilled() {
      dismiss("validation");
      return isValid({});
    },
    answered(kind, isManual) {
      dismiss("confirm");
      // Where work is lost by a wrong key, it should be easy to see and to take back.
      if (kind !== "reject" || !isManual || store.getState().config.instant_submit) return;
      notify({ id: "rejected", kind: "info", title: "rejected", action: "undo", isCalm: true, expires: 4_000 });
    },
  };
}

/** Whether a task has options, and none of them is selected. */
function hasNoChoice({ options, accept }: Task): boolean {
  return Array.isArray(options) && options.length > 0 && !(Array.isArray(accept) && accept.length > 0);
}

/** A task without what is no work: to open a step, and the size of a picture that was looked at. */
function edited({ _open_step: _step, width: _width, height: _height, ...rest }: Task): unknown {
  return rest;
}

/**
 * The store with its effects, and everything that a user or custom code can do.
 *
 * Effects run in a microtask after a change, so that listeners of `prodigyanswer` can still add
 * keys to an answer before it is posted.
 */
import type { Client } from "../api/client";
import type { Counts } from "../api/types";
import { findProblem, type TaskProblem } from "../model/problem";
import type { Answer } from "../model/parts";
import type { AppConfig } from "../model/config";
import type { Task } from "../model/task";
import type { UpdateOptions, View } from "../model/view";
import { effectiveConfig } from "../model/task";
import { normalizeConfig } from "./config";
import { createStore, type Store } from "./createStore";
import { sessionOf, type Effect, type EffectContext } from "./effects/context";
import type { Clock } from "./effects/clock";
import { fetchLoop } from "./effects/fetchLoop";
import { leave } from "./effects/leave";
import { outboxLoop } from "./effects/outboxLoop";
import type { Counting } from "./effects/counting";
import type { Persistence } from "./effects/persist";
import type { Storage } from "./effects/storage";
import { makeGate } from "./gate";
import { flushInputs } from "../model/pendingInputs";
import { errorNotice } from "./notices";
import { canEditSent, reopenable, toPayload } from "./outbox";
import { countUnconfirmed, isButtonOn } from "./selectors";
import type { Answered, Notice } from "./types";

/** What the engine tells the outside: the page for drawing, custom code for its events. */
export interface EngineEvents {
  answered?(answered: Answered): void;
  reopened?(task: Task): void;
  stored?(count: number): void;
  failed?(error: unknown): void;
  /** Another tab has taken the session without asking this one. */
  taken?(): void;
}

export interface EngineOptions {
  client: Client;
  storage: Storage | null;
  sessionName: string | null;
  getView(viewId: string): View | undefined;
  events?: EngineEvents;
  newId?: () => string;
}

export interface Engine {
  store: Store;
  events: EngineEvents;
  /** fence: see PersistOptions. */
  start(config: Partial<AppConfig>, fence?: string): Promise<void>;
  stop(): void;
  /** isForced: without asking again, as after "accept anyway". */
  answer(kind: Answer, isForced?: boolean): Promise<void>;
  update(patch: Partial<Task>, options?: UpdateOptions & { key?: number }): void;
  undo(): void;
  reopen(key: number): void;
  save(): void;
  flag(isFlagged?: boolean): void;
  undoEdit(): void;
  redoEdit(): void;
  resetQueue(): void;
  retry(): void;
  notify(notice: Notice): void;
  dismiss(id: string): void;
  /** Why the current task can't be drawn, or null. */
  problem(): TaskProblem | null;
  viewId(): string;
  /** The time per task, if `show_timer` is on. */
  clock(): Clock | null;
  /** Stops fetching, posting and storing: another tab goes on. Resolves when it finds everything stored. */
  deactivate(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  const { client, storage, sessionName, getView } = options;
  const store = createStore();
  const { getState, dispatch } = store;
  const events: EngineEvents = options.events ?? {};
  const newId = options.newId ?? randomId;
  const context: EffectContext = { store, client, sessionName, newId };
  const fetching = fetchLoop(context);
  const outbox = outboxLoop(context, {
    onStored: (count) => events.stored?.(count),
    onFailed: (error) => events.failed?.(error),
  });
  // Asked for while the project is loading, and needed right after it.
  const persistModule = storage && import("./effects/persist").catch(() => null);
  const effects: Effect[] = [outbox, fetching, goOnline()];
  const cleanups: (() => void)[] = [];
  let persistence: Persistence | null = null;

  async function remember(store: Storage, fence?: string): Promise<void> {
    try {
      const found = await persistModule;
      if (!found) throw new Error("A part of the app could not be loaded.");
      const data = await found.restore(getState(), sessionName, store);
      if (data) dispatch({ type: "restored", data });
      persistence = found.persist(context, store, { fence, onRefused });
      effects.unshift(persistence);
    } catch (error) {
      console.warn("Nothing could be restored from this browser.", error);
      dispatch({ type: "storageBroke" });
    }
  }

  function onRefused(): void {
    void deactivate();
    events.taken?.();
  }

  async function deactivate(): Promise<void> {
    flushInputs();
    // Inputs that were open are the last thing that this page stores.
    persistence?.run();
    dispatch({ type: "deactivated" });
    const { unsent } = getState();
    const strays = persistence ? await persistence.settled() : unsent.map(({ seq }) => seq);
    if (strays.length) dispatch({ type: "strayed", seqs: strays });
  }

  function runEffects(): void {
    let isScheduled = false;
    const unsubscribe = store.subscribe(() => {
      if (isScheduled) return;
      isScheduled = true;
      queueMicrotask(() => {
        isScheduled = false;
        for (const effect of effects) effect.run();
      });
    });
    cleanups.push(unsubscribe, leave(context));
    window.addEventListener("online", retry);
    cleanups.push(() => window.removeEventListener("online", retry));
  }

  let figures: Counting | null = null;

  function runInBackground({
    activity,
    autosave,
    counting,
    doubleClicks,
  }: typeof import("./effects/background")): void {
    const saving = autosave(context);
    figures = counting(context);
    effects.push(saving, figures);
    cleanups.push(activity(context), doubleClicks(context));
    saving.run();
    figures.run();
  }

  /** The connection is back: what one request found out, the others need not wait for. */
  function goOnline(): Effect {
    let wasOffline = false;
    return {
      run() {
        const { isOffline } = getState();
        if (wasOffline && !isOffline) retry();
        wasOffline = isOffline;
      },
    };
  }

  function viewId(): string {
    const { config, current } = getState();
    return effectiveConfig(config, current?.task).view_id;
  }

  function problem(): TaskProblem | null {
    const { config, current } = getState();
    if (!current) return null;
    return findProblem(viewId(), getView(viewId()), current.task, effectiveConfig(config, current.task));
  }

  function mayAnswer(kind: Answer): boolean {
    const state = getState();
    if (!state.current || state.isValidating || !state.isActive) return false;
    // A task that can't be drawn can always be passed over, and nothing else.
    return problem() ? kind === "ignore" : isButtonOn(state, kind);
  }

  const gate = makeGate({ store, notify });
  let clock: Clock | null = null;

  async function answer(kind: Answer, isForced = false): Promise<void> {
    if (!mayAnswer(kind)) return;
    flushInputs(kind);
    const { current, config } = getState();
    if (!current) return;
    const view = problem() ? undefined : getView(viewId());
    if (kind === "accept" && move(1)) return;
    if (view && !isForced && !gate.mayPass(kind, view.isManual)) return;
    const details = {
      answer: kind,
      viewId: viewId(),
      timestamp: Math.floor(Date.now() / 1000),
    };
    let task = view?.finish?.(current.task) ?? current.task;
    if (clock) task = { ...task, _duration_ms: Math.round(clock.elapsed()) };
    if (config.has_validator) {
      const draft: Answered = { item: { ...current, task }, seq: 0, ...details };
      if (!(await isValid(toPayload(draft)))) return;
      // While the server was checking, the card may have moved on.
      if (getState().current?.key !== current.key) return;
    }
    clock?.finish();
    dispatch({ type: "answered", task, ...details });
    gate.answered(kind, view?.isManual ?? false);
    const answered = getState().unsent.at(-1);
    if (answered) events.answered?.(answered);
  }

  /** Opens another step of the task, if it has one there. False if it has none. */
  function move(by: 1 | -1): boolean {
    const { current, config } = getState();
    const patch = current && getView(viewId())?.move?.(current.task, effectiveConfig(config, current.task), by);
    if (!patch) return false;
    if (by < 0 || gate.isFilled()) update(patch, { undoable: false });
    return true;
  }

  async function isValid(payload: Task): Promise<boolean> {
    dispatch({ type: "validationChanged", isValidating: true });
    try {
      const { ok, message } = await client.validateAnswer(payload, sessionOf(context));
      if (!ok) {
        const text = message || undefined;
        notify({ id: "validation", kind: "warning", title: "not_valid", text });
      }
      return ok;
    } catch (error) {
      notify(errorNotice("validation", error));
      return false;
    } finally {
      dispatch({ type: "validationChanged", isValidating: false });
    }
  }

  function update(patch: Partial<Task>, { undoable = true, key }: UpdateOptions & { key?: number } = {}) {
    dispatch({ type: "updated", key: key ?? null, patch, isUndoable: undoable });
  }

  function takeBack(key: number | null): void {
    const state = getState();
    if (!state.isActive) return;
    flushInputs();
    const last = key === null && canEditSent(state) ? state.inflight?.answers.at(-1) : undefined;
    if (last && !reopenable(state).some(({ seq }) => seq > last.seq)) return whenPosted(() => takeBack(last.item.key));
    if (!reopenable(state).length) {
      notify({ id: "undo", kind: "info", title: "nothing_to_undo", isCalm: true, expires: 2500 });
      return;
    }
    dispatch({ type: "reopened", key });
    const { current } = getState();
    if (!current || current === state.current) return;
    clock?.takeBack();
    dispatch({ type: "dismissed", id: "rejected" });
    events.reopened?.(current.task);
  }

  /** The newest answer is on its way: whoever takes back means this one, and none before it. */
  function whenPosted(callback: () => void): void {
    const unsubscribe = store.subscribe(() => {
      if (getState().inflight) return;
      unsubscribe();
      callback();
    });
  }

  function notify(notice: Notice): void {
    dispatch({ type: "noticed", notice });
  }

  function retry(): void {
    fetching.retry();
    outbox.retry();
  }

  return {
    store,
    events,
    async start(raw, fence) {
      const config = normalizeConfig(raw);
      dispatch({ type: "started", config, sessionId: config.session_id ?? null, counts: readCounts(raw) });
      if (storage) await remember(storage, fence);
      void import("./effects/background").then(runInBackground).catch(console.warn);
      if (config.drafts) {
        const draftsEffect = (await import("./effects/drafts")).drafts(context);
        effects.push(draftsEffect);
      }
      if (config.show_timer) {
        clock = (await import("./effects/clock")).makeClock(context);
        cleanups.push(clock.stop);
      }
      runEffects();
      for (const effect of effects) effect.run();
    },
    stop() {
      for (const effect of effects) effect.stop?.();
      for (const cleanup of cleanups) cleanup();
    },
    answer,
    update,
    undo() {
      flushInputs();
      const { isActive, isValidating } = getState();
      if (!isActive || isValidating || problem() || !move(-1)) takeBack(null);
    },
    reopen: (key) => takeBack(key),
    save() {
      flushInputs();
      dispatch({ type: "saveRequested" });
      outbox.retry();
      if (!countUnconfirmed(getState())) figures?.refresh();
    },
    flag(isFlagged) {
      const { current } = getState();
      if (!current) return;
      const isOn = isFlagged ?? current.task.flagged !== true;
      update({ flagged: isOn ? true : undefined });
    },
    undoEdit() {
      flushInputs();
      dispatch({ type: "editUndone" });
    },
    redoEdit: () => dispatch({ type: "editRedone" }),
    resetQueue: () => dispatch({ type: "queueReset" }),
    retry,
    notify,
    dismiss: (id) => dispatch({ type: "dismissed", id }),
    problem,
    viewId,
    clock: () => clock,
    deactivate,
  };
}

/** The figures that came with the settings. */
function readCounts({ total, ...rest }: Partial<AppConfig> & Counts): Counts {
  const { progress, progress_kind, source_progress, session_total, session_answers } = rest;
  const { project_total, left, left_is_exact, source_left, keeps_history } = rest;
  const done = { progress, progress_kind, source_progress, total, session_total, session_answers, project_total };
  return { ...done, left, left_is_exact, source_left, keeps_history };
}

/**
 * A name that nobody else has.
 *
 * `crypto.randomUUID` is missing on pages that are served without TLS from another machine.
 */
export function randomId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
